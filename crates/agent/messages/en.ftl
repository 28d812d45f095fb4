# English: what the assistant says. A message's attributes are other wordings of the same. Names, prices, stock and
# links never stand here: they come in by placeholders that the guard fills.

list-and = { $head } and { $last }
list-or = { $head } or { $last }
number-word = { $n ->
    [1] One
    [2] Two
    [3] Three
    [4] Four
    [5] Five
    [6] Six
    [7] Seven
    [8] Eight
    [9] Nine
    [10] Ten
   *[other] { $n }
}
stock-in = in stock
stock-few = in stock, only { $left } left
stock-out = sold out
row-price = Price
row-material = Material
row-sizes = Sizes
row-colors = Colours
row-stock = Stock
row-brand = Brand
row-category = Category

limit-under = { " " }under { $money }
limit-over = { " " }from { $money }
limit-between = { " " }between { $low } and { $high }
limit-size = { " " }in size { $size }
limit-brand = { " " }by { $brand }
limit-material = { " " }in { $material }
limit-without = { " " }without { $values }
limit-sale = { " " }on sale
product = { $n ->
    [one] product
   *[other] products
}

found = { $words } { $what }{ $limits }.
found-near = { $n ->
    [one] { $words } { $what }{ $limits }, the closest to “{ $text }”.
   *[other] { $words } { $what }{ $limits }, the closest to “{ $text }” first.
}
close = { $n ->
    [one] This comes closest to “{ $text }”{ $limits }.
   *[other] Here are the { $n } closest to “{ $text }”{ $limits }.
}
    .b = { $n ->
    [one] The best match I have for “{ $text }”{ $limits }.
   *[other] These { $n } fit “{ $text }” best{ $limits }.
}
reduced = { $p } is reduced from { $was } to { $price }.
    .b = { $p } is down from { $was } to { $price }.
range = Prices go from { $low } to { $high }.
    .b = They cost between { $low } and { $high }.
each = Each costs { $price }.
popular = Here are some favourites from { $shop }.
    .b = A good place to start: favourites from { $shop }.
newest = The newest at { $shop }.
cheapest = The lowest price is { $price }, for { $p }.
dearest = The highest price is { $price }, for { $p }.
ask-what = What are you looking for today?
    .b = Is there something particular you have in mind?
gift = { $n ->
    [one] Here is an idea{ $limits }.
   *[other] Here are { $n } ideas{ $limits }.
}
    .b = { $n ->
    [one] This could make a good present{ $limits }.
   *[other] These could make good presents{ $limits }.
}
ask-budget = What would you like to spend?
ask-gift = Who is it for, and what would you like to spend?
none = I found no { $what }{ $limits } here.
none-for = I found nothing for “{ $text }”{ $limits } here.
none-plain = I found nothing that fits.
none-hint = Tell me what could be different: the price, the colour or the size.
relaxed = No { $what }{ $limits }, I am afraid.
relaxed-for = Nothing for “{ $text }”{ $limits }, I am afraid.
relaxed-some = { $n ->
    [one] One { $what }{ $limits }.
   *[other] { $words } { $what }{ $limits }.
}
relaxed-price_max = I looked up to { $money } instead.
relaxed-price_min = I looked from { $money } instead.
relaxed-colors = I left the colour open.
relaxed-colors-to = These come in { $to } instead.
relaxed-sizes = I left the size open.
relaxed-sizes-to = These come in size { $to } instead.
relaxed-categories = I looked in other categories too.
relaxed-brands = I looked at other brands too.
relaxed-materials = I left the material open.
relaxed-in_stock = I included what cannot be ordered right now.
relaxed-on_sale = I included what is not reduced.
relaxed-text = I matched your words more loosely.
foreign = I took the figures as { $currency }, the currency of this shop.

cheaper = { $n ->
    [one] One that costs less.
   *[other] { $words } that cost less.
}
cheaper-none = { $p } at { $price } is already the lowest price for this.
dearer = { $n ->
    [one] One that costs more.
   *[other] { $words } that cost more.
}
dearer-none = There is nothing above { $p } at { $price } for this.
more = { $n ->
    [one] One more.
   *[other] { $words } more.
}
more-none = That is everything that fits.
like = { $n ->
    [one] This is the closest to { $p }.
   *[other] These are the closest to { $p }.
}
pick = { $p } costs { $price } and is { $stock }.
pick-reduced = { $p } is reduced from { $was } to { $price } and is { $stock }.
comes-sizes = You can have it in { $sizes }.
comes-colors = You can have it in { $colors }.
take = Good choice. You can order { $p } here: { $link }
    .b = Here is { $p }, ready to order: { $link }
take-no-link = { $p } is yours to order: use Add to cart on the card.
take-gone = { $p } is { $stock }, so it cannot be ordered right now.

have = Yes, { $p } comes in { $asked } for { $price }, { $stock }.
have-gone = { $p } is made in { $asked }, but that one is { $stock }.
have-not = { $p } does not come in { $asked }.
have-some = In { $asked }: { $names }.
have-none = None of these comes in { $asked }.
sizes = { $p } comes in { $sizes }.
sizes-none = { $p } has no sizes to choose from.
colors = { $p } comes in { $colors }.
colors-none = { $p } has no colours to choose from.
is-stock = { $p } is { $stock }.
material = { $p }: { $value }.
material-unknown = The catalogue does not say what { $p } is made of.
attribute = { $p }, { $name }: { $value }.
unknown = I do not know that about { $p }, and I would rather not guess.

cost = { $p } costs { $price }.
cost-reduced = { $p } costs { $price }, reduced from { $was }. You save { $saving }.
cost-same = It is not reduced at the moment.
codes = I do not know of any discount codes.
discount = I do not know of any discount codes, but I can show you what is reduced.

compare-cheaper = { $p } is the cheaper one at { $price }, { $q } costs { $other }.
compare-cheapest = { $p } costs the least, { $price }.
compare-equal = They cost the same, { $price }.
compare-row = { $name }: { $values }.
compare-value = { $value } for { $p }
compare-nothing = In everything else the catalogue knows, they are alike.

which = Which one do you mean?
which-none = Which product is it about? Tell me its name, or what it looks like.

greeting = Hello, and welcome to { $shop }. What are you looking for?
    .b = Hi, good to have you at { $shop }. What can I find for you?
bye = Goodbye, and thank you for stopping by.
thanks = You are welcome. I am here if you need anything else.
    .b = My pleasure. Just write if there is anything else.
off-topic = I only know my way around { $shop }. What are you looking for?
    .b = That is beyond me, I am here for the products of { $shop }. What can I find for you?
bot = I am the automated assistant of { $shop }, not a person. I find products, and I can call a person for you.
injection = I can only help with the products of { $shop }. What are you looking for?
empty = I did not get any words. What are you looking for?
unknown-language = I do not speak this language yet. English, Deutsch, Français, Español, Italiano, Português, Nederlands and हिन्दी work.
delivery = I do not have the delivery terms of { $shop } here, and I would rather not guess. A person can tell you.
returns = I do not have the return terms of { $shop } here, and I would rather not guess. A person can tell you.
payment = I do not know which payment methods { $shop } takes, and I would rather not guess. A person can tell you.
general = I do not know that about { $shop }, and I would rather not guess. A person can tell you.
order = I cannot look into orders. A person at { $shop } can, and I can call one for you.
support = I am sorry about that. I cannot change orders or returns myself, but a person at { $shop } can help you.
contact = You can reach { $shop } at { $contact }.
handoff = I have let the team at { $shop } know that you would like to talk to a person.
handoff-address = If you leave your e-mail address here, they can answer even after you close this chat.
handoff-thanks = Thank you. The team can see your address here.
handoff-failed = I could not reach the team just now.
trouble = Something went wrong on our side and I have no answer yet. Please try again, or talk to a person.

qr-person = Talk to a person
qr-popular = Best sellers
qr-sale = What is on sale?
qr-new = What is new?
qr-cheaper = Something cheaper
qr-more = Show me more
qr-compare = Compare the first two
qr-take = I'll take it
qr-sizes = What sizes?
qr-colors = What colours?
qr-like = More like this
qr-any-price = Any price
qr-any-color = Any colour
qr-any-size = Any size
qr-stock = Is it in stock?
qr-show = Show me { $category }
qr-for-her = For my mother
qr-for-friend = For a friend
starter-show = Show me { $category }
starter-gift = I need a gift
