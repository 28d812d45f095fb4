//! Conversations as they read: `>` is the shopper; then the intent, what is being looked for, what is said and shown
//! (▢ cards, ▤ a comparison), and what may be said next.

use insta::assert_snapshot;

use crate::fixture::dialogue;

#[test]
fn the_main_road() {
    assert_snapshot!(dialogue(&["blue summer dress under $80, size M", "something cheaper", "in red?", "the second one", "compare the first two", "I'll take it"]), @r##"
    > blue summer dress under $80, size M
      [product_search | max 8000, blue, m, Dresses | summer]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00
      Three blue dresses under $80.00 in size M, the closest to “summer” first.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / What is on sale?)
    > something cheaper
      [product_search | max 8000, blue, m, Dresses | summer]
      ▢ Harbour Summer Dress $52.00
      Harbour Summer Dress at $52.00 is already the lowest price for this.
      (I'll take it / More like this / Any colour / Best sellers)
    > in red?
      [product_search | max 8000, red, m, Dresses | summer]
      ▢ Harbour Summer Dress $52.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Three red dresses under $80.00 in size M, the closest to “summer” first.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper)
    > the second one
      [product_search | max 8000, red, m, Dresses | summer]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress costs $45.00 and is in stock.
      You can have it in S, M and L.
      (I'll take it / More like this / Something cheaper)
    > compare the first two
      [comparison | max 8000, red, m, Dresses | summer]
      ▤ price: $52.00 | $45.00
      ▤ Length: 92 cm | 94 cm
      Poppy Summer Dress is the cheaper one at $45.00, Harbour Summer Dress costs $52.00.
      Length: 92 cm for Harbour Summer Dress and 94 cm for Poppy Summer Dress.
      (Harbour Summer Dress / Poppy Summer Dress / More like this / Show me more)
    > I'll take it
      [product_search | max 8000, red, m, Dresses | summer]
      ▢ Poppy Summer Dress $45.00
      Good choice.
      You can order Poppy Summer Dress here: https://shop.example/products/poppy-summer-dress
      (More like this / Best sellers / Talk to a person)
    "##);
}

#[test]
fn one_product_in_depth() {
    assert_snapshot!(dialogue(&["hi", "show me dresses", "the red one", "what sizes does it come in?", "do you have it in L?", "how much is it"]), @r##"
    > hi
      [greeting |  | ]
      Hello, and welcome to Larkspur.
      What are you looking for?
      (Show me dresses / Show me shoes / I need a gift / What is on sale?)
    > show me dresses
      [product_search | Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Five dresses.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / Show me more)
    > the red one
      [product_search | Dresses | ]
      ▢ Poppy Summer Dress $45.00
      Poppy Summer Dress costs $45.00 and is in stock.
      You can have it in S, M and L.
      (I'll take it / More like this / Something cheaper)
    > what sizes does it come in?
      [variant_question | Dresses | ]
      Poppy Summer Dress comes in S, M and L.
      (I'll take it / More like this)
    > do you have it in L?
      [variant_question | l, Dresses | ]
      Yes, Poppy Summer Dress comes in L for $45.00, in stock.
      (I'll take it / What sizes? / More like this)
    > how much is it
      [price_inquiry | l, Dresses | ]
      Poppy Summer Dress costs $45.00.
      (I'll take it / Something cheaper / What sizes? / More like this)
    "##);
}

#[test]
fn nothing_particular() {
    assert_snapshot!(dialogue(&["hi, what do you have?", "show me more", "anything else?"]), @r##"
    > hi, what do you have?
      [product_search |  | ]
      ▢ Azure Linen Sundress $64.00 · Coast Maxi Dress $94.00 · Linen Espadrilles $42.00 · Storm Rain Jacket $119.00 · Silk Scarf $48.00
      Here are some favourites from Larkspur.
      Storm Rain Jacket is reduced from $149.00 to $119.00.
      Silk Scarf is sold out.
      (Compare the first two / Something cheaper / Show me more)
    > show me more
      [product_search |  | ]
      ▢ Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00 · Midnight Evening Dress $129.00
      Five more.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper / Show me more)
    > anything else?
      [product_search |  | ]
      ▢ Daisy Shift Dress $38.00 · Trail Running Shoes $89.00 · Court Sneakers $69.00 · Canvas Sneakers $39.00 · Ridge Hiking Boots $149.00
      Five more.
      Court Sneakers is reduced from $85.00 to $69.00.
      (Compare the first two / Something cheaper / Show me more)
    "##);
}

#[test]
fn vague_is_asked_about_once() {
    assert_snapshot!(dialogue(&["show me something nice", "something nice", "bags"]), @r##"
    > show me something nice
      [product_search |  | ]
      ▢ Azure Linen Sundress $64.00 · Coast Maxi Dress $94.00 · Linen Espadrilles $42.00 · Storm Rain Jacket $119.00 · Silk Scarf $48.00
      Here are some favourites from Larkspur.
      Storm Rain Jacket is reduced from $149.00 to $119.00.
      Silk Scarf is sold out.
      What are you looking for today?
      (Show me dresses / Show me shoes / I need a gift / What is on sale?)
    > something nice
      [product_search |  | ]
      ▢ Azure Linen Sundress $64.00 · Coast Maxi Dress $94.00 · Linen Espadrilles $42.00 · Storm Rain Jacket $119.00 · Silk Scarf $48.00
      Here are some favourites from Larkspur.
      Storm Rain Jacket is reduced from $149.00 to $119.00.
      Silk Scarf is sold out.
      (Compare the first two / Something cheaper / Show me more)
    > bags
      [product_search | Bags | ]
      ▢ Market Tote Bag $29.00 · City Backpack $74.00 · Saddle Leather Bag $159.00
      Three bags.
      Prices go from $29.00 to $159.00.
      (Compare the first two / Something cheaper)
    "##);
}

#[test]
fn slang_and_the_cheaper_one() {
    assert_snapshot!(dialogue(&["yo got any kicks under 50?", "any price is fine", "the cheaper of the two", "same in 39"]), @r##"
    > yo got any kicks under 50?
      [product_search | max 5000 | sneakers]
      ▢ Canvas Sneakers $39.00
      One pair of sneakers under $50.00.
      Canvas Sneakers costs $39.00 and is in stock.
      (I'll take it / Something cheaper / What sizes? / Any price)
    > any price is fine
      [product_search |  | sneakers]
      ▢ Trail Running Shoes $89.00 · Court Sneakers $69.00 · Canvas Sneakers $39.00
      Here are the 3 closest to “sneakers”.
      Court Sneakers is reduced from $85.00 to $69.00.
      (Compare the first two / Something cheaper)
    > the cheaper of the two
      [product_search |  | sneakers]
      ▢ Canvas Sneakers $39.00
      Canvas Sneakers costs $39.00 and is in stock.
      You can have it in 37 and 39.
      (I'll take it / What colours? / More like this / Something cheaper)
    > same in 39
      [variant_question | 39 | sneakers]
      Yes, Canvas Sneakers comes in 39 for $39.00, in stock.
      (I'll take it / What colours? / What sizes? / More like this)
    "##);
}

#[test]
fn another_thing_and_starting_over() {
    assert_snapshot!(dialogue(&["red shoes", "and bags?", "start over"]), @r##"
    > red shoes
      [product_search | red, Shoes | ]
      ▢ Court Sneakers $69.00 · Canvas Sneakers $39.00
      Two red shoes.
      Court Sneakers is reduced from $85.00 to $69.00.
      (Compare the first two / Something cheaper / Any colour)
    > and bags?
      [product_search | Bags | ]
      ▢ Market Tote Bag $29.00 · City Backpack $74.00 · Saddle Leather Bag $159.00
      Three bags.
      Prices go from $29.00 to $159.00.
      (Compare the first two / Something cheaper)
    > start over
      [product_search |  | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Here are some favourites from Larkspur.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / Show me more)
    "##);
}

#[test]
fn a_switch_keeps_what_holds() {
    assert_snapshot!(dialogue(&["blue dress under $80, size M", "and skirts?", "and shoes?"]), @r##"
    > blue dress under $80, size M
      [product_search | max 8000, blue, m, Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00
      Three blue dresses under $80.00 in size M.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / What is on sale?)
    > and skirts?
      [product_search | max 8000, blue, m | skirts]
      I found no blue skirts under $80.00 in size M here.
      Tell me what could be different: the price, the colour or the size.
      (Any price / Any colour / Best sellers / Talk to a person)
    > and shoes?
      [product_search | max 8000, Shoes | ]
      ▢ Court Sneakers $69.00 · Canvas Sneakers $39.00 · Linen Espadrilles $42.00
      Three shoes under $80.00.
      Court Sneakers is reduced from $85.00 to $69.00.
      (Compare the first two / Something cheaper)
    "##);
}

#[test]
fn loosening_is_told() {
    assert_snapshot!(dialogue(&["blue dress under $35, size L", "red dress size L under 40", "purple spaceship"]), @r##"
    > blue dress under $35, size L
      [product_search | max 3500, blue, l, Dresses | ]
      I found no blue dresses under $35.00 in size L here.
      Tell me what could be different: the price, the colour or the size.
      (Any price / Any colour / Best sellers / Talk to a person)
    > red dress size L under 40
      [product_search | max 4000, red, l, Dresses | ]
      ▢ Poppy Summer Dress $45.00
      No red dresses under $40.00 in size L, I am afraid.
      I looked up to $48.00 instead.
      Poppy Summer Dress costs $45.00 and is in stock.
      (I'll take it / Something cheaper / What sizes? / Any price)
    > purple spaceship
      [product_search | max 4000, red, l, Dresses | purple spaceship]
      I found no red purple spaceship dresses under $40.00 in size L here.
      Tell me what could be different: the price, the colour or the size.
      (Any price / Any colour / Best sellers / Talk to a person)
    "##);
}

#[test]
fn cheapest_and_like_it() {
    assert_snapshot!(dialogue(&["linen dress", "which is the cheapest", "is it in stock", "more like this", "no, the other one", "the meadow wrap dress"]), @r##"
    > linen dress
      [product_search | Dresses, linen | ]
      ▢ Azure Linen Sundress $64.00 · Coast Maxi Dress $94.00
      Two dresses in linen.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / What is on sale?)
    > which is the cheapest
      [price_inquiry | Dresses, linen | ]
      Azure Linen Sundress costs $64.00, reduced from $80.00.
      You save $16.00.
      (I'll take it / Something cheaper / What colours? / What sizes?)
    > is it in stock
      [variant_question | Dresses, linen | ]
      Azure Linen Sundress is in stock.
      (I'll take it / What colours? / What sizes? / More like this)
    > more like this
      [product_search | Dresses, linen | ]
      ▢ Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00 · Midnight Evening Dress $129.00
      These are the closest to Azure Linen Sundress.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper / Show me more)
    > no, the other one
      [product_search | Dresses, linen | ]
      Which one do you mean?
      (Harbour Summer Dress / Meadow Wrap Dress / Poppy Summer Dress / Crimson Tea Dress)
    > the meadow wrap dress
      [product_search | Dresses, linen | ]
      ▢ Meadow Wrap Dress $78.00
      Meadow Wrap Dress costs $78.00 and is in stock.
      You can have it in M and L.
      (I'll take it / What colours? / More like this / Something cheaper)
    "##);
}

#[test]
fn questions_before_and_after() {
    assert_snapshot!(dialogue(&["do you have it in M", "the azure linen sundress", "do you have it in M", "in red?", "what is it made of", "is it machine washable?"]), @r##"
    > do you have it in M
      [variant_question | m | ]
      Which product is it about?
      Tell me its name, or what it looks like.
      (Best sellers / What is on sale? / Talk to a person)
    > the azure linen sundress
      [product_search | linen | azure sundress]
      ▢ Azure Linen Sundress $64.00
      One azure sundress in linen.
      Azure Linen Sundress is reduced from $80.00 to $64.00 and is in stock.
      (I'll take it / Something cheaper / What sizes?)
    > do you have it in M
      [variant_question | m, linen | azure sundress]
      Yes, Azure Linen Sundress comes in M for $64.00, in stock.
      (I'll take it / What colours? / What sizes? / More like this)
    > in red?
      [variant_question | red, m, linen | azure sundress]
      Azure Linen Sundress does not come in red.
      You can have it in Blue and White.
      (I'll take it / What colours? / What sizes? / More like this)
    > what is it made of
      [variant_question | red, m, linen | azure sundress]
      Azure Linen Sundress: Linen.
      (I'll take it / What colours? / What sizes? / More like this)
    > is it machine washable?
      [variant_question | red, m, linen | azure sundress]
      I do not know that about Azure Linen Sundress, and I would rather not guess.
      (I'll take it / What colours? / What sizes? / More like this)
    "##);
}

#[test]
fn a_present() {
    assert_snapshot!(dialogue(&["gift for my mom", "under 50", "the first", "any discount on it?"]), @r##"
    > gift for my mom
      [gift |  | gift mom]
      ▢ Fern Candle $18.00 · Stoneware Mug $16.00 · Merino Throw $89.00 · Silk Scarf $48.00
      Here are 4 ideas.
      Prices go from $16.00 to $89.00.
      Silk Scarf is sold out.
      What would you like to spend?
      (Compare the first two / Something cheaper / What is on sale?)
    > under 50
      [gift | max 5000 | gift mom]
      ▢ Fern Candle $18.00 · Stoneware Mug $16.00 · Silk Scarf $48.00
      Here are 3 ideas under $50.00.
      Prices go from $16.00 to $48.00.
      Silk Scarf is sold out.
      (Compare the first two / Something cheaper)
    > the first
      [product_search | max 5000 | gift mom]
      ▢ Fern Candle $18.00
      Fern Candle costs $18.00 and is in stock.
      (I'll take it / More like this / Something cheaper)
    > any discount on it?
      [price_inquiry | max 5000 | gift mom]
      Fern Candle costs $18.00.
      It is not reduced at the moment.
      I do not know of any discount codes.
      (I'll take it / Something cheaper / More like this)
    "##);
}

#[test]
fn extremes() {
    assert_snapshot!(dialogue(&["cheapest dress", "the most expensive dress you have", "something cheaper"]), @r##"
    > cheapest dress
      [price_inquiry | Dresses | ]
      ▢ Daisy Shift Dress $38.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00 · Harbour Summer Dress $52.00 · Azure Linen Sundress $64.00
      Five dresses.
      The lowest price is $38.00, for Daisy Shift Dress.
      (Compare the first two / Something cheaper / Show me more)
    > the most expensive dress you have
      [price_inquiry | Dresses | ]
      ▢ Midnight Evening Dress $129.00 · Coast Maxi Dress $94.00 · Meadow Wrap Dress $78.00 · Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00
      Five dresses.
      The highest price is $129.00, for Midnight Evening Dress.
      (Compare the first two / Something cheaper / Show me more)
    > something cheaper
      [product_search | max 5199, Dresses | ]
      ▢ Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00 · Daisy Shift Dress $38.00
      Three that cost less.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper)
    "##);
}

#[test]
fn sold_out() {
    assert_snapshot!(dialogue(&["silk scarf", "I'll take it", "is it in stock?"]), @r##"
    > silk scarf
      [product_search | silk | scarf]
      ▢ Silk Scarf $48.00
      One scarf in silk.
      Silk Scarf costs $48.00 and is sold out.
      (More like this / Something cheaper / What is on sale?)
    > I'll take it
      [product_search | silk | scarf]
      ▢ Silk Scarf $48.00
      Silk Scarf is sold out, so it cannot be ordered right now.
      (More like this / Best sellers / Talk to a person)
    > is it in stock?
      [variant_question | silk | scarf]
      Silk Scarf is sold out.
      (What colours? / More like this)
    "##);
}

#[test]
fn weighing_several() {
    assert_snapshot!(dialogue(&["dresses", "compare them", "which is cheaper, the first or the second?", "I'll take it", "Harbour Summer Dress"]), @r##"
    > dresses
      [product_search | Dresses | ]
      ▢ Azure Linen Sundress $64.00 · Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Five dresses.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper / Show me more)
    > compare them
      [comparison | Dresses | ]
      ▤ price: $64.00 | $52.00 | $78.00 | $45.00
      ▤ material: Linen | Cotton | Viscose | Cotton
      ▤ Length: 91 cm | 92 cm | 93 cm | 94 cm
      Poppy Summer Dress costs the least, $45.00.
      (Azure Linen Sundress / Harbour Summer Dress / More like this / Show me more)
    > which is cheaper, the first or the second?
      [comparison | Dresses | ]
      ▤ price: $64.00 | $52.00
      ▤ material: Linen | Cotton
      ▤ Length: 91 cm | 92 cm
      Harbour Summer Dress is the cheaper one at $52.00, Azure Linen Sundress costs $64.00.
      Material: Linen for Azure Linen Sundress and Cotton for Harbour Summer Dress.
      Length: 91 cm for Azure Linen Sundress and 92 cm for Harbour Summer Dress.
      (Azure Linen Sundress / Harbour Summer Dress / More like this / Show me more)
    > I'll take it
      [product_search | Dresses | ]
      Which one do you mean?
      (Azure Linen Sundress / Harbour Summer Dress)
    > Harbour Summer Dress
      [product_search | Dresses | ]
      ▢ Harbour Summer Dress $52.00
      Harbour Summer Dress costs $52.00 and is in stock.
      You can have it in S and M.
      (I'll take it / What colours? / More like this / Something cheaper)
    "##);
}

#[test]
fn corrections_and_refusals() {
    assert_snapshot!(dialogue(&["red dresses", "actually green", "also in red", "not cotton", "forget the colour"]), @r##"
    > red dresses
      [product_search | red, Dresses | ]
      ▢ Harbour Summer Dress $52.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Three red dresses.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper / What is on sale?)
    > actually green
      [product_search | green, Dresses | ]
      ▢ Meadow Wrap Dress $78.00
      One green dress.
      Meadow Wrap Dress costs $78.00 and is in stock.
      (I'll take it / Something cheaper / What sizes? / Any colour)
    > also in red
      [product_search | green, red, Dresses | ]
      ▢ Harbour Summer Dress $52.00 · Meadow Wrap Dress $78.00 · Poppy Summer Dress $45.00 · Crimson Tea Dress $49.00
      Four green or red dresses.
      Crimson Tea Dress is reduced from $59.00 to $49.00.
      (Compare the first two / Something cheaper)
    > not cotton
      [product_search | green, red, Dresses, not cotton | ]
      ▢ Meadow Wrap Dress $78.00
      One green or red dress without cotton.
      Meadow Wrap Dress costs $78.00 and is in stock.
      (I'll take it / Something cheaper / What sizes? / Any colour)
    > forget the colour
      [product_search | Dresses, not cotton | ]
      ▢ Azure Linen Sundress $64.00 · Meadow Wrap Dress $78.00 · Midnight Evening Dress $129.00 · Coast Maxi Dress $94.00
      Four dresses without cotton.
      Azure Linen Sundress is reduced from $80.00 to $64.00.
      (Compare the first two / Something cheaper)
    "##);
}

#[test]
fn what_it_does_not_know() {
    assert_snapshot!(dialogue(&["where is my order?", "I want to return it", "do you ship to Germany?", "what's your return policy", "can I pay with PayPal"]), @r##"
    > where is my order?
      [order_status |  | ]
      I cannot look into orders.
      A person at Larkspur can, and I can call one for you.
      You can reach Larkspur at hello@larkspur.example.
      (Talk to a person)
    > I want to return it
      [support |  | ]
      I am sorry about that.
      I cannot change orders or returns myself, but a person at Larkspur can help you.
      You can reach Larkspur at hello@larkspur.example.
      (Talk to a person)
    > do you ship to Germany?
      [general_question |  | ]
      I do not have the delivery terms of Larkspur here, and I would rather not guess.
      A person can tell you.
      You can reach Larkspur at hello@larkspur.example.
      (Talk to a person)
    > what's your return policy
      [general_question |  | ]
      I do not have the return terms of Larkspur here, and I would rather not guess.
      A person can tell you.
      You can reach Larkspur at hello@larkspur.example.
      (Talk to a person)
    > can I pay with PayPal
      [general_question |  | ]
      I do not know which payment methods Larkspur takes, and I would rather not guess.
      A person can tell you.
      You can reach Larkspur at hello@larkspur.example.
      (Talk to a person)
    "##);
}
