//! Words: an inverted index over one snapshot, scored by BM25F.
//!
//! An own index rather than a search engine: a snapshot lives in memory, is never written to, and needs neither
//! positions nor segments; each posting already holds what the term adds to the product's score (an *impact*), so
//! that a query is a handful of additions per match. The bench keeps tantivy beside it as the control.
//!
//! BM25F (Zaragoza et al., TREC 2004): per term, the field frequencies are divided by their field's length norm,
//! weighted, summed, and saturated once: `impact = tf / (K1 + tf)`; the query multiplies by the `idf` of its word. A word
//! and its synonyms are one term with one `idf`.

use std::collections::HashMap;

use types::Language;

use crate::text::{Stems, digit_parts, within_edits, words};

/// Saturation of term frequency; the usual value for short documents.
const K1: f32 = 1.2;

/// Fields by trust, with weight and length normalisation (0 none, 1 full).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Name,
    Kind,
    Brand,
    Code,
    Values,
    Short,
    Attributes,
    Description,
}

const PARTS: usize = 8;
const WEIGHT: [f32; PARTS] = [3.0, 2.5, 2.0, 3.0, 1.5, 1.0, 0.5, 0.6];
const NORM: [f32; PARTS] = [0.6, 0.3, 0.0, 0.0, 0.5, 0.7, 0.8, 0.75];

/// What is found through a synonym, a joined spelling or a corrected spelling counts this much of the word itself.
const SYNONYM: f32 = 0.9;
const CORRECTED: f32 = 0.8;
/// At most so many corrections of one word are tried.
const CORRECTIONS: usize = 3;
/// Query words beyond these are not looked up.
pub const MOST_WORDS: usize = 48;

/// Gathers documents; [`Builder::finish`] turns them into an index.
#[derive(Debug)]
pub struct Builder {
    stems: Stems,
    terms: HashMap<Box<str>, u32>,
    /// Folded word as written to its term, so that each word is stemmed once.
    spelt: HashMap<Box<str>, u32>,
    /// (term, document, part, count)
    counts: Vec<(u32, u32, u8, u16)>,
    lengths: Vec<[u16; PARTS]>,
}

impl Builder {
    pub fn new(language: Language) -> Builder {
        Builder {
            stems: Stems::of(language),
            terms: HashMap::new(),
            spelt: HashMap::new(),
            counts: Vec::new(),
            lengths: Vec::new(),
        }
    }

    fn term(&mut self, word: &str) -> u32 {
        if let Some(term) = self.spelt.get(word) {
            return *term;
        }
        let stem = self.stems.stem(word);
        let next = self.terms.len() as u32;
        let term = match self.terms.get(&*stem) {
            Some(term) => *term,
            None => {
                self.terms.insert(stem.as_ref().into(), next);
                next
            }
        };
        self.spelt.insert(word.into(), term);
        term
    }

    /// Adds the next document: its fields as (part, text).
    pub fn add<'t>(&mut self, fields: impl Iterator<Item = (Part, &'t str)>) {
        let document = self.lengths.len() as u32;
        let mut lengths = [0u16; PARTS];
        let mut here: Vec<(u32, u8)> = Vec::new();
        for (part, text) in fields {
            let field = part as u8;
            let cut = words(text);
            lengths[field as usize] =
                lengths[field as usize].saturating_add(cut.len().min(usize::from(u16::MAX)) as u16);
            for (at, word) in cut.iter().enumerate() {
                here.push((self.term(&word.text), field));
                let pieces = digit_parts(&word.text);
                if pieces.len() <= 4 {
                    here.extend(pieces.iter().map(|piece| (self.term(piece), field)).collect::<Vec<_>>());
                }
                // "t-shirt", "lap-top", "X 200": the joined spelling is found too.
                if let Some(next) = cut.get(at + 1)
                    && part != Part::Description
                    && joins(&text[word.end..next.start], &word.text, &next.text)
                {
                    here.push((self.term(&format!("{}{}", word.text, next.text)), field));
                }
            }
        }
        here.sort_unstable();
        for same in here.chunk_by(|a, b| a == b) {
            let (term, field) = same[0];
            self.counts.push((term, document, field, same.len().min(usize::from(u16::MAX)) as u16));
        }
        self.lengths.push(lengths);
    }

    pub fn finish(self) -> Lexical {
        let documents = self.lengths.len();
        let mut average = [1f32; PARTS];
        for (field, average) in average.iter_mut().enumerate() {
            let held: Vec<f32> =
                self.lengths.iter().map(|lengths| f32::from(lengths[field])).filter(|length| *length > 0.0).collect();
            if !held.is_empty() {
                *average = held.iter().sum::<f32>() / held.len() as f32;
            }
        }
        let norms: Vec<[f32; PARTS]> = self
            .lengths
            .iter()
            .map(|lengths| {
                let mut norms = [1f32; PARTS];
                for field in 0..PARTS {
                    let share = f32::from(lengths[field]) / average[field];
                    norms[field] = WEIGHT[field] / (1.0 - NORM[field] + NORM[field] * share).max(0.1);
                }
                norms
            })
            .collect();
        let mut starts = vec![0u32; self.terms.len() + 1];
        let mut last = (u32::MAX, u32::MAX);
        let mut ordered = self.counts;
        ordered.sort_unstable();
        for (term, document, ..) in &ordered {
            if (*term, *document) != last {
                starts[*term as usize + 1] += 1;
                last = (*term, *document);
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut postings: Vec<Posting> = Vec::with_capacity(starts.last().copied().unwrap_or(0) as usize);
        for same in ordered.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (_, document, ..) = same[0];
            let tf: f32 = same.iter().map(|c| f32::from(c.3) * norms[document as usize][c.2 as usize]).sum();
            let mut parts = 0u8;
            same.iter().for_each(|count| parts |= 1 << count.2);
            postings.push(Posting { document, impact: tf / (K1 + tf), parts });
        }
        let mut spellings: Vec<Spelling> = self
            .terms
            .iter()
            .filter(|(word, _)| word.len() >= 3 && !word.bytes().any(|b| b.is_ascii_digit()))
            .map(|(word, term)| Spelling { letters: word.chars().collect(), term: *term })
            .collect();
        spellings.sort_unstable_by(|a, b| a.letters.len().cmp(&b.letters.len()).then(a.cmp(b)));
        Lexical { stems: self.stems, terms: self.terms, starts, postings, documents, spellings }
    }
}

/// Whether two neighbouring words are spelt as one somewhere: a hyphen between them, or a letter beside a number.
fn joins(between: &str, a: &str, b: &str) -> bool {
    let mixed = a.bytes().all(|c| c.is_ascii_digit()) != b.bytes().all(|c| c.is_ascii_digit());
    between == "-" || between == "–" || (between == " " && mixed && a.len() + b.len() <= 12)
}

fn idf(documents: usize, held: usize) -> f32 {
    (1.0 + (documents as f32 - held as f32 + 0.5) / (held as f32 + 0.5)).ln()
}

#[derive(Debug, Clone, Copy)]
struct Posting {
    document: u32,
    impact: f32,
    /// Bit per [`Part`] the term stands in.
    parts: u8,
}

/// A word without digits, for correcting spelling.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spelling {
    letters: Box<[char]>,
    term: u32,
}

/// An inverted index of one snapshot.
#[derive(Debug)]
pub struct Lexical {
    stems: Stems,
    terms: HashMap<Box<str>, u32>,
    starts: Vec<u32>,
    postings: Vec<Posting>,
    documents: usize,
    /// Shortest first.
    spellings: Vec<Spelling>,
}

/// One thing the query asks for: a word, or words that are one thing, with everything that counts as it.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// As the query spells it, folded.
    pub word: String,
    /// Sets of terms that must all be there, with how much they count.
    ways: Vec<(Vec<u32>, f32)>,
    /// The idf of the slot: of all that counts as it, taken together.
    idf: f32,
    /// Only a corrected spelling was found.
    pub corrected: Option<String>,
}

/// How well each document matches the words.
#[derive(Debug, Default)]
pub struct Scores {
    /// By document.
    pub sums: Vec<f32>,
    /// Bit per slot that matched, by document.
    pub slots: Vec<u64>,
    /// Documents that matched anything, unordered.
    pub touched: Vec<u32>,
}

impl Lexical {
    fn lookup(&self, word: &str) -> Option<u32> {
        let stem = self.stems.stem(word);
        self.terms.get(&*stem).copied().filter(|term| self.held(*term) > 0)
    }

    fn held(&self, term: u32) -> usize {
        (self.starts[term as usize + 1] - self.starts[term as usize]) as usize
    }

    fn postings(&self, term: u32) -> &[Posting] {
        &self.postings[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize]
    }

    /// How many documents hold a word (its stem).
    pub fn frequency(&self, word: &str) -> usize {
        self.lookup(word).map_or(0, |term| self.held(term))
    }

    pub fn terms(&self) -> usize {
        self.terms.len()
    }

    /// The stem under which a folded word is kept.
    pub fn stem(&self, word: &str) -> String {
        self.stems.stem(word).into_owned()
    }

    /// Known spellings within one edit (two for eight letters and more), nearest and most frequent first.
    fn corrections(&self, word: &str) -> Vec<(&Spelling, f32)> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 4 || letters.iter().any(|c| c.is_ascii_digit()) {
            return Vec::new();
        }
        let most = if letters.len() >= 8 { 2 } else { 1 };
        let stem: Vec<char> = self.stems.stem(word).chars().collect();
        let (least, longest) = (letters.len().min(stem.len()) - most.min(stem.len()), letters.len() + most);
        let from = self.spellings.partition_point(|known| known.letters.len() < least);
        let to = self.spellings.partition_point(|known| known.letters.len() <= longest);
        let mut near: Vec<(usize, std::cmp::Reverse<usize>, &Spelling)> = Vec::new();
        for known in &self.spellings[from..to] {
            let edits = [within_edits(&letters, &known.letters, most), within_edits(&stem, &known.letters, most)];
            if let Some(edits) = edits.into_iter().flatten().min() {
                near.push((edits, std::cmp::Reverse(self.held(known.term)), known));
            }
        }
        near.sort_unstable();
        let best = near.first().map_or(0, |first| first.0);
        near.into_iter()
            .filter(|(edits, ..)| *edits == best)
            .take(CORRECTIONS)
            .enumerate()
            .map(|(rank, (_, _, known))| (known, CORRECTED * 0.9f32.powi(rank as i32)))
            .collect()
    }

    /// Turns query words into slots. `synonyms` gives other words or phrases for a word or phrase.
    pub fn slots(&self, query: &[String], synonyms: &dyn Fn(&str) -> Vec<Vec<String>>) -> Vec<Slot> {
        let mut slots = Vec::new();
        let query = &query[..query.len().min(MOST_WORDS)];
        let mut at = 0;
        while at < query.len() {
            // The longest phrase that has another name is one thing.
            let (phrase, others) = (1..=3.min(query.len() - at))
                .rev()
                .map(|length| (length, synonyms(&query[at..at + length].join(" "))))
                .find(|(length, others)| !others.is_empty() && *length > 1)
                .unwrap_or_else(|| (1, synonyms(&query[at])));
            let own = &query[at..at + phrase];
            let mut ways: Vec<(Vec<u32>, f32)> = Vec::new();
            let terms_of = |words: &[String]| words.iter().map(|word| self.lookup(word)).collect::<Option<Vec<u32>>>();
            if let Some(terms) = terms_of(own) {
                ways.push((terms, 1.0));
            }
            // Joined with its neighbour, or taken apart.
            if phrase == 1 {
                let next = query.get(at + 1).map(|next| format!("{}{next}", own[0]));
                let before = (at > 0).then(|| format!("{}{}", query[at - 1], own[0]));
                for joined in [next, before].into_iter().flatten() {
                    if let Some(term) = self.lookup(&joined) {
                        ways.push((vec![term], 1.0));
                    }
                }
                if ways.is_empty() {
                    let pieces: Vec<String> = digit_parts(&own[0]).into_iter().map(str::to_owned).collect();
                    if let Some(terms) = terms_of(&pieces).filter(|terms| !terms.is_empty()) {
                        ways.push((terms, 1.0));
                    } else if let Some(terms) = self.split(&own[0]) {
                        ways.push((terms, 1.0));
                    }
                }
            } else if let Some(term) = self.lookup(&own.concat()) {
                ways.push((vec![term], 1.0));
            }
            ways.extend(others.iter().filter_map(|other| terms_of(other)).map(|terms| (terms, SYNONYM)));
            let mut corrected = None;
            if ways.is_empty() && phrase == 1 {
                let near = self.corrections(&own[0]);
                corrected = near.first().map(|(known, _)| known.letters.iter().collect());
                ways.extend(near.into_iter().map(|(known, share)| (vec![known.term], share)));
            }
            // Words of one meaning have one weight, or the rarer name of a thing would count for more.
            let held: usize = ways.iter().map(|(terms, _)| self.least_held(terms)).sum();
            slots.push(Slot {
                word: own.join(" "),
                idf: idf(self.documents, held.min(self.documents)),
                ways,
                corrected,
            });
            at += phrase;
        }
        slots
    }

    /// A compound as two known words ("headset" as "head" and "set"), the more even the better.
    fn split(&self, word: &str) -> Option<Vec<u32>> {
        let cuts: Vec<usize> =
            word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3 && word.len() - at >= 3).collect();
        cuts.iter()
            .filter_map(|cut| {
                let (a, b) = word.split_at(*cut);
                let (a_term, b_term) = (self.terms.get(a).copied()?, self.lookup(b)?);
                let both = self.held(a_term).min(self.held(b_term));
                (both >= if a.len().min(b.len()) >= 4 { 1 } else { 3 }).then_some((both, vec![a_term, b_term]))
            })
            .max_by_key(|(both, _)| *both)
            .map(|(_, terms)| terms)
    }

    /// An upper bound of the documents that hold all terms of one way.
    fn least_held(&self, terms: &[u32]) -> usize {
        terms.iter().map(|term| self.held(*term)).min().unwrap_or(0)
    }

    /// Adds up the impacts of every slot. Documents match a way when they hold all its terms; the best way counts.
    pub fn score(&self, slots: &[Slot]) -> Scores {
        let mut scores =
            Scores { sums: vec![0.0; self.documents], slots: vec![0; self.documents], touched: Vec::new() };
        let mut best: Vec<f32> = vec![0.0; self.documents];
        for (bit, slot) in slots.iter().enumerate().take(64) {
            let mut here: Vec<u32> = Vec::new();
            for (terms, share) in &slot.ways {
                for (document, impact) in self.way(terms) {
                    let value = impact * share * slot.idf;
                    let held = &mut best[document as usize];
                    if *held == 0.0 {
                        here.push(document);
                    }
                    *held = held.max(value);
                }
            }
            for document in here {
                let at = document as usize;
                if scores.slots[at] == 0 {
                    scores.touched.push(document);
                }
                scores.slots[at] |= 1 << bit;
                scores.sums[at] += best[at];
                best[at] = 0.0;
            }
        }
        scores
    }

    /// Documents that hold all terms, with the mean of their impacts: words of one thing count as one word.
    fn way(&self, terms: &[u32]) -> Vec<(u32, f32)> {
        let Some((first, rest)) = terms.split_first() else { return Vec::new() };
        let mut found: Vec<(u32, f32)> = self.postings(*first).iter().map(|p| (p.document, p.impact)).collect();
        for term in rest {
            let others = self.postings(*term);
            found.retain_mut(|(document, impact)| match others.binary_search_by_key(document, |p| p.document) {
                Ok(at) => {
                    *impact += others[at].impact;
                    true
                }
                Err(_) => false,
            });
        }
        found.iter_mut().for_each(|(_, impact)| *impact /= terms.len() as f32);
        found
    }

    /// Documents that hold all of these stems anywhere.
    pub fn holding(&self, stems: &[String]) -> Vec<u32> {
        match stems.iter().map(|stem| self.terms.get(stem.as_str()).copied()).collect::<Option<Vec<u32>>>() {
            Some(terms) => self.way(&terms).into_iter().map(|(document, _)| document).collect(),
            None => Vec::new(),
        }
    }

    /// Whether a slot's own words stand in a part of a document.
    pub fn stands_in(&self, slot: &Slot, document: u32, part: Part) -> bool {
        slot.ways.iter().any(|(terms, _)| {
            terms.iter().all(|term| {
                let postings = self.postings(*term);
                postings
                    .binary_search_by_key(&document, |p| p.document)
                    .is_ok_and(|at| postings[at].parts & (1 << part as u8) != 0)
            })
        })
    }
}
