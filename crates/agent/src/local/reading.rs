//! Reads a message in its conversation: intents, references, what is being looked for, and what is to be done.

use types::{Field, Intent, Language, Order};

use super::{
    act::{Act, Aspect, How, Look, Reading, Saying, same_thing},
    intent::{self, Clues},
    language,
    merge::{Way, merge},
    refer::{self, Refers},
};
use crate::{
    TurnInput, Why, lexicon,
    pattern::{self, Message, Word, any_cue},
    thread::{Handle, Question, Standing, Thread},
};

/// Reads a message. `thread` is the conversation as it was before it.
pub fn read(input: &TurnInput, thread: &Thread) -> Reading {
    let limit = input.limits.message as usize;
    let text: String = spelled_out(&input.message.chars().take(limit).collect::<String>());
    let words = pattern::words(&text);
    let language = allowed(input, language::tell(&text, &words, input.understood.language, thread.language));
    let messages: Vec<Message<'_>> = lexicon::read_in(language)
        .into_iter()
        .map(|lexicon| Message::among(&words, lexicon, &lexicon::read_in(language)))
        .collect();
    Reader { input, thread, words: &words, messages: &messages, language, mixed: false }.read()
}

/// Emoji that stand for a word become that word.
fn spelled_out(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    lexicon::emoji().iter().fold(text.to_owned(), |text, (emoji, word)| {
        if text.contains(emoji.as_str()) { text.replace(emoji.as_str(), &format!(" {word} ")) } else { text }
    })
}

fn allowed(input: &TurnInput, language: Language) -> Language {
    let spoken = &input.shop.languages;
    if spoken.is_empty() || spoken.contains(&language) || language == Language::Other {
        return language;
    }
    spoken.first().copied().unwrap_or(language)
}

struct Reader<'a> {
    input: &'a TurnInput,
    thread: &'a Thread,
    words: &'a [Word],
    messages: &'a [Message<'a>],
    language: Language,
    /// Something else is asked in the same message: only words known to describe things are searched.
    mixed: bool,
}

impl Reader<'_> {
    fn cue(&self, name: &str) -> bool {
        any_cue(self.messages, name)
    }

    fn read(mut self) -> Reading {
        let understood = &self.input.understood;
        let colors: Vec<(String, String)> = understood
            .spans
            .iter()
            .filter(|span| span.field == Field::Color)
            .map(|span| {
                (pattern::words(&span.words).pop().map(|word| word.text).unwrap_or_default(), span.value.clone())
            })
            .collect();
        let refers = refer::resolve(self.messages, self.words, &colors, self.thread);
        let things = self.things(self.words);
        let of_shop = !understood.filters.categories.is_empty() || !understood.filters.brands.is_empty();
        let clues = Clues {
            messages: self.messages,
            words: self.words,
            understood,
            refers: &refers,
            thread: self.thread,
            things: &things,
            of_shop,
        };
        let mut heard = intent::hear(&clues);
        if self.language == Language::Other
            && understood.filters.is_empty()
            && heard.iter().all(|(_, score)| *score < 0.6)
        {
            heard = vec![(Intent::OffTopic, 0.3)];
        }
        let left_address = self.thread.pending.as_ref().is_some_and(|p| p.question == Question::Address)
            && self.input.message.contains('@')
            && heard.iter().all(|(intent, _)| *intent > Intent::Gift);
        if left_address {
            heard = vec![(Intent::Handoff, 0.9)];
        }
        let heard_of = |wanted: Intent| heard.iter().any(|(intent, _)| *intent == wanted);
        self.mixed = heard_of(Intent::ProductSearch) && heard_of(Intent::GeneralQuestion);
        let (intent, confidence) = heard.first().copied().unwrap_or((Intent::OffTopic, 0.3));
        let (act, standing, about) = if left_address {
            (Act::Say { what: Saying::Address }, self.thread.standing.clone(), Vec::new())
        } else {
            self.act(intent, &refers, &things)
        };
        let beside = (self.mixed && intent == Intent::ProductSearch).then(|| self.about_shop());
        Reading {
            language: self.language,
            intent,
            intents: heard.iter().map(|(intent, _)| *intent).collect(),
            confidence,
            standing,
            refers: about,
            act,
            prefers: self.prefers(&refers),
            beside,
        }
    }

    /// Families of the things sold that the words name.
    fn things(&self, words: &[Word]) -> Vec<String> {
        let mut out = Vec::new();
        for message in self.messages {
            for word in words {
                if let Some(family) = message.lexicon.things.get(&word.text)
                    && !out.contains(family)
                {
                    out.push(family.clone());
                }
                if message.lexicon.slang.contains_key(&word.text) && !message.lexicon.things.contains_key(&word.text) {
                    out.push("slang".to_owned());
                }
            }
        }
        for (at, word) in words.iter().enumerate() {
            let mended = self
                .messages
                .iter()
                .any(|message| message.forms(at).iter().skip(1).any(|form| message.lexicon.things.contains_key(form)));
            let category = self.input.words.categories.iter().any(|name| same_thing(&lexicon::fold(name), &word.text));
            if (mended || category) && out.is_empty() {
                out.push("shop".to_owned());
            }
        }
        out
    }

    /// What is looked for after a question about a product: "do you have it in M" is a wish for M as well.
    fn held(&self, refers: &Refers) -> Standing {
        let mut understood = self.input.understood.clone();
        if refers.by_color {
            understood.filters.colors.clear();
        }
        understood.filters.categories.clear();
        // "is it in stock", "is it on sale" ask, they wish for nothing.
        understood.filters.in_stock = None;
        understood.filters.on_sale = None;
        understood.order = None;
        merge(&self.thread.standing, &understood, "", Way::Refine, self.cue("also"))
    }

    fn act(&self, intent: Intent, refers: &Refers, things: &[String]) -> (Act, Standing, Vec<Handle>) {
        let before = self.thread.standing.clone();
        let about = self.spoken_of(refers);
        let say = |what| (Act::Say { what }, before.clone(), Vec::new());
        let searched = || self.search(How::New, refers, things);
        match intent {
            Intent::Handoff => (Act::HandOff { why: Why::Asked }, before, Vec::new()),
            Intent::Support => say(Saying::Support),
            Intent::OrderStatus => say(Saying::Order),
            Intent::Comparison => {
                let pair = self.weighed(refers);
                match pair.len() {
                    0 | 1 if !things.is_empty() => searched(),
                    0 | 1 => (Act::Which, before, pair),
                    _ => (Act::Compare, before, pair),
                }
            }
            Intent::VariantQuestion if about.is_empty() && !things.is_empty() => searched(),
            Intent::VariantQuestion if about.is_empty() => (Act::Which, self.held(refers), about),
            // "it", of a whole list: for a size or colour each can be looked up, for anything else one must be meant.
            Intent::VariantQuestion
                if about.len() > 1
                    && refers.explicit.is_empty()
                    && !refers.plural
                    && !self.aspects().contains(&Aspect::Asked) =>
            {
                (Act::Which, self.held(refers), about)
            }
            Intent::VariantQuestion => (Act::Variants { about: self.aspects() }, self.held(refers), about),
            Intent::PriceInquiry => self.price(refers, things, about),
            Intent::Gift => self.search(How::Gift, refers, things),
            Intent::ProductSearch => self.products(refers, things, about),
            Intent::GeneralQuestion => say(self.about_shop()),
            Intent::Thanks => say(Saying::Thanks),
            Intent::Greeting if self.says_bye() => say(Saying::Bye),
            Intent::Greeting => say(Saying::Greeting),
            Intent::OffTopic if self.words.is_empty() => say(Saying::Empty),
            Intent::OffTopic if self.cue("injection") => say(Saying::Injection),
            Intent::OffTopic if self.cue("bot") => say(Saying::Bot),
            Intent::OffTopic if self.language == Language::Other => say(Saying::UnknownLanguage),
            Intent::OffTopic => say(Saying::OffTopic),
        }
    }

    fn about_shop(&self) -> Saying {
        if self.cue("delivery") {
            Saying::Delivery
        } else if self.cue("returns") {
            Saying::Returns
        } else if self.cue("payment") {
            Saying::Payment
        } else {
            Saying::General
        }
    }

    fn says_bye(&self) -> bool {
        self.cue("bye")
    }

    /// The products a question is about: named ones, else those in focus, else a list of one, else all of the list.
    fn spoken_of(&self, refers: &Refers) -> Vec<Handle> {
        if !refers.explicit.is_empty() {
            return refers.explicit.clone();
        }
        let list = refer::listed(self.thread);
        let focus: Vec<Handle> =
            self.thread.focus.iter().copied().filter(|h| self.thread.known(*h).is_some()).collect();
        if refers.plural && focus.len() < 2 && list.len() > 1 && !refers.pronoun {
            return list;
        }
        if !focus.is_empty() {
            return if refers.plural { focus } else { focus.into_iter().take(1).collect() };
        }
        list
    }

    /// What is to be compared: two to four products.
    fn weighed(&self, refers: &Refers) -> Vec<Handle> {
        let list = refer::listed(self.thread);
        let mut out = refers.explicit.clone();
        if out.len() == 1 {
            let against = self.thread.focus.iter().chain(&list).find(|handle| !out.contains(handle));
            out.extend(against.copied());
        }
        if out.is_empty() && self.thread.focus.len() > 1 && list.len() > 2 {
            out.clone_from(&self.thread.focus);
        }
        if out.is_empty() {
            out.clone_from(&list);
        }
        out.truncate(4);
        out
    }

    fn price(&self, refers: &Refers, things: &[String], about: Vec<Handle>) -> (Act, Standing, Vec<Handle>) {
        let before = self.thread.standing.clone();
        let order = if self.cue("dearest") { Order::Dearest } else { Order::Cheapest };
        if refers.explicit.is_empty() && (self.cue("cheapest") || self.cue("dearest")) {
            let list = refer::listed(self.thread);
            if things.is_empty() && self.cue("which") && list.len() > 1 {
                let by_price = |handle: &Handle| self.thread.known(*handle).map_or(0, |known| known.price.amount);
                let best = if order == Order::Dearest {
                    list.iter().max_by_key(|h| by_price(h))
                } else {
                    list.iter().min_by_key(|h| by_price(h))
                };
                return (Act::Price, before, best.copied().into_iter().collect());
            }
            let (act, mut standing, about) = self.search(How::New, refers, things);
            standing.order = Some(order);
            return (act, standing, about);
        }
        if !things.is_empty() && refers.explicit.is_empty() && !refers.pronoun {
            return self.search(How::New, refers, things);
        }
        if about.is_empty() && self.cue("sale") {
            return (Act::Say { what: Saying::Discount }, before, Vec::new());
        }
        if about.is_empty() {
            return if self.novel().is_empty() {
                (Act::Which, before, about)
            } else {
                self.search(How::New, refers, things)
            };
        }
        (Act::Price, before, about)
    }

    fn products(&self, refers: &Refers, things: &[String], about: Vec<Handle>) -> (Act, Standing, Vec<Handle>) {
        let before = self.thread.standing.clone();
        let shown = !refer::listed(self.thread).is_empty();
        if self.cue("reset") && things.is_empty() && self.input.understood.filters.is_empty() {
            return (Act::Search(Look { how: How::Popular, ..Look::default() }), Standing::default(), Vec::new());
        }
        let cheaper = self.cue("cheaper") && refers.explicit.is_empty();
        if shown && self.cue("like") && !cheaper {
            let like = about.first().copied();
            let (_, standing, _) = self.search(How::Refined, refers, things);
            return (Act::Search(Look { how: How::Like, like, skip_shown: true, ..Look::default() }), standing, about);
        }
        if (shown || !self.thread.focus.is_empty()) && self.cue("take") && things.is_empty() && !cheaper {
            return match about.len() {
                1 if refers.explicit.len() == 1 || self.thread.focus.len() < 2 => (Act::Take, before, about),
                _ => (Act::Which, before, about),
            };
        }
        if shown
            && refers.explicit.is_empty()
            && self.cue("other")
            && things.is_empty()
            && self.input.understood.filters.is_empty()
        {
            return (Act::Which, before, about);
        }
        if !refers.explicit.is_empty() && (!refers.by_name || self.words.len() <= 6) {
            return (Act::Pick, before, refers.explicit.clone());
        }
        if shown && (cheaper || self.cue("dearer")) {
            return self.cheaper(refers, things, cheaper);
        }
        if shown && self.cue("more") && things.is_empty() {
            let (_, standing, _) = self.search(How::Refined, refers, things);
            return (Act::Search(Look { how: How::More, skip_shown: true, ..Look::default() }), standing, Vec::new());
        }
        self.search(How::New, refers, things)
    }

    /// Strictly below (or above) all that is spoken of: the product in focus where one was chosen, else the whole list.
    fn cheaper(&self, refers: &Refers, things: &[String], down: bool) -> (Act, Standing, Vec<Handle>) {
        let (act, mut standing, _) = self.search(How::Refined, refers, things);
        let said = &self.input.understood.filters;
        let list = refer::listed(self.thread);
        let chosen: Vec<Handle> = self.thread.focus.iter().copied().filter(|_| self.thread.focus.len() == 1).collect();
        let against = if chosen.is_empty() { &list } else { &chosen };
        let prices = || against.iter().filter_map(|handle| self.thread.known(*handle)).map(|known| known.price.amount);
        let new_thing = matches!(&act, Act::Search(look) if look.how == How::New);
        if said.price_max.is_some() || said.price_min.is_some() || new_thing {
            return (act, standing, Vec::new());
        }
        let before = standing.filters.price_max;
        standing.order = self.input.understood.order;
        if down {
            if let Some(lowest) = prices().min() {
                standing.filters.price_max = Some(lowest.saturating_sub(1).max(0));
                standing.filters.price_min = None;
            }
        } else if let Some(highest) = prices().max() {
            standing.filters.price_min = Some(highest.saturating_add(1));
            standing.filters.price_max = None;
        }
        let how = if down { How::Cheaper } else { How::Dearer };
        (Act::Search(Look { how, before, ..Look::default() }), standing, against.clone())
    }

    /// A search of its own, or one that goes on from the last.
    fn search(&self, how: How, refers: &Refers, things: &[String]) -> (Act, Standing, Vec<Handle>) {
        let mut understood = self.input.understood.clone();
        if refers.by_color {
            understood.filters.colors.clear();
        }
        let (way, text) = self.way(how, things);
        let join = self.cue("also") && !self.cue("instead");
        let mut standing = merge(&self.thread.standing, &understood, &text, way, join);
        if self.cue("cheapest") || self.cue("dearest") {
            standing.order =
                standing.order.or(Some(if self.cue("dearest") { Order::Dearest } else { Order::Cheapest }));
        } else if understood.order.is_none() && way != Way::Refine && self.cue("new") {
            standing.order = Some(Order::Newest);
        }
        let nothing = text.is_empty()
            && understood.filters.is_empty()
            && understood.order.is_none()
            && understood.dropped.is_empty();
        let look = match way {
            _ if how == How::Gift => {
                let enough = standing.filters.price_max.is_some() || standing.filters.price_min.is_some();
                let question = if self.cue("person") { Question::Budget } else { Question::ForWhom };
                let ask = (!enough && !self.thread.asked).then_some(question);
                Look { how, ask, ..Look::default() }
            }
            Way::New if (nothing && standing.order.is_none()) || standing.is_empty() => {
                standing.order = Some(Order::Popular);
                let vague = self.cue("vague") && !self.thread.asked && self.input.words.categories.len() > 1;
                Look { how: How::Popular, ask: vague.then_some(Question::What), ..Look::default() }
            }
            Way::New | Way::Switch { .. } => Look { how: How::New, ..Look::default() },
            Way::Refine => Look { how: How::Refined, ..Look::default() },
        };
        (Act::Search(look), standing, Vec::new())
    }

    /// Whether the message starts a search or goes on with the last one, and its own words for it.
    fn way(&self, how: How, things: &[String]) -> (Way, String) {
        let before = &self.thread.standing;
        let text = self.text();
        let nouns = self.nouns();
        if before.is_empty() || self.cue("reset") {
            return (Way::New, text);
        }
        if how == How::Gift {
            let answer = self
                .thread
                .pending
                .as_ref()
                .is_some_and(|p| matches!(p.question, Question::ForWhom | Question::Budget));
            return if answer { (Way::Refine, self.novel()) } else { (Way::New, text) };
        }
        let novel = self.novel();
        if nouns.is_empty() && self.input.understood.filters.categories.is_empty() {
            let own = self.cue("afresh") && novel.split_whitespace().count() > 1;
            let fresh = own || self.cue("fresh") && !self.cue("refine") && !novel.is_empty() && self.words.len() > 3;
            if fresh || self.cue("popular") && novel.is_empty() && self.input.understood.filters.is_empty() {
                return (Way::New, if fresh { text } else { String::new() });
            }
            return (Way::Refine, novel);
        }
        let old: Vec<String> = pattern::words(&before.text)
            .into_iter()
            .map(|word| word.text)
            .chain(before.filters.categories.iter().map(|name| lexicon::fold(name)))
            .collect();
        let same = nouns.iter().any(|noun| old.iter().any(|word| same_thing(word, noun)));
        if same {
            return (Way::Refine, novel);
        }
        if self.cue("connector") || self.words.len() <= 2 && self.input.understood.filters.colors.is_empty() {
            let families = self.things(&pattern::words(&old.join(" ")));
            let same_family = families.iter().any(|family| things.contains(family));
            return (Way::Switch { same_family }, text);
        }
        (Way::New, text)
    }

    /// Nouns of things sold in the message, folded.
    fn nouns(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            for message in self.messages {
                for form in message.forms(at) {
                    if message.lexicon.things.contains_key(form) || message.lexicon.slang.contains_key(form) {
                        out.push(form.clone());
                    }
                }
            }
            if self.input.words.categories.iter().any(|name| same_thing(&lexicon::fold(name), &word.text)) {
                out.push(word.text.clone());
            }
        }
        out.dedup();
        out
    }

    /// The message's search words, slang and emoji replaced by words that find something.
    fn text(&self) -> String {
        let mut out: Vec<String> = Vec::new();
        for word in self.input.understood.text.split_whitespace() {
            let folded = lexicon::fold(word.trim_matches(|c: char| !c.is_alphanumeric() && !lexicon::is_mark(c)));
            let meant = self.messages.iter().find_map(|message| message.lexicon.slang.get(&folded));
            let pictured =
                lexicon::emoji().iter().find(|(emoji, _)| word.contains(emoji.as_str())).map(|(_, meant)| meant);
            let describes = self.messages.iter().any(|message| {
                message.lexicon.things.contains_key(&folded) || message.lexicon.describing.contains(&folded)
            });
            if self.mixed && !describes && meant.is_none() {
                continue;
            }
            match (meant, pictured) {
                (Some(meant), _) | (None, Some(meant)) => out.push(meant.clone()),
                (None, None) if self.messages.iter().any(|message| message.lexicon.noise.contains(&folded)) => {}
                (None, None) if word.chars().any(char::is_alphanumeric) => out.push(word.to_owned()),
                (None, None) => {}
            }
        }
        // What the customer wrote as emoji, when the rest of the machinery does not read them.
        for (emoji, meant) in lexicon::emoji() {
            if self.input.message.contains(emoji.as_str())
                && !out.contains(meant)
                && !matches!(meant.as_str(), "hello" | "thanks")
            {
                out.push(meant.clone());
            }
        }
        out.truncate(40);
        out.join(" ")
    }

    /// Of the search words those that describe something: not the words that only steer ("something", "instead").
    fn novel(&self) -> String {
        let steering = |word: &str| {
            let folded = lexicon::fold(word.trim_matches(|c: char| !c.is_alphanumeric() && !lexicon::is_mark(c)));
            self.messages.iter().any(|message| {
                let lexicon = message.lexicon;
                (lexicon.words.contains(&folded) || lexicon.exact.contains(&folded))
                    && !lexicon.things.contains_key(&folded)
                    && !lexicon.describing.contains(&folded)
            })
        };
        self.text().split_whitespace().filter(|word| !steering(word)).collect::<Vec<_>>().join(" ")
    }

    fn aspects(&self) -> Vec<Aspect> {
        let mut out = Vec::new();
        let filters = &self.input.understood.filters;
        if !filters.sizes.is_empty() || !filters.colors.is_empty() {
            out.push(Aspect::Asked);
        }
        for (cue, aspect) in [("sizes", Aspect::Sizes), ("colors", Aspect::Colors), ("material", Aspect::Material)] {
            if self.cue(cue) && !(aspect != Aspect::Material && out.contains(&Aspect::Asked)) {
                out.push(aspect);
            }
        }
        if !filters.materials.is_empty() && !out.contains(&Aspect::Material) {
            out.push(Aspect::Material);
        }
        if self.cue("describe") && out.is_empty() {
            out.push(Aspect::Other);
        }
        if out.is_empty() && self.cue("stock") {
            out.push(Aspect::Stock);
        }
        if out.is_empty() {
            out.push(Aspect::Other);
        }
        out
    }

    /// "I'm a size M", "I always wear black", "my budget is 50".
    fn prefers(&self, refers: &Refers) -> Vec<(String, String)> {
        if !self.cue("prefer") || refers.by_color {
            return Vec::new();
        }
        let filters = &self.input.understood.filters;
        let mut out = Vec::new();
        if let [size] = &filters.sizes[..] {
            out.push(("sizes".to_owned(), size.clone()));
        }
        if let [color] = &filters.colors[..] {
            out.push(("colors".to_owned(), color.clone()));
        }
        if let Some(most) = filters.price_max {
            out.push(("price_max".to_owned(), most.to_string()));
        }
        out
    }
}
