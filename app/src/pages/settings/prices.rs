//! What a million tokens cost: the merchant's own prices over those of the table.

use leptos::prelude::*;
use types::{
    FieldProblem,
    settings::{ModelForm, TokenPrices, micros},
};

use crate::components::{
    Icon,
    form::{Field, Saving, amount, field},
};

/// The fields of the price table.
#[derive(Clone, Copy)]
pub struct PriceFields {
    input: RwSignal<String>,
    cached: RwSignal<String>,
    written: RwSignal<String>,
    output: RwSignal<String>,
    source: RwSignal<String>,
    checked: RwSignal<String>,
}

impl PriceFields {
    pub fn new(form: &ModelForm) -> Self {
        let empty = || RwSignal::new(String::new());
        let fields = Self {
            input: empty(),
            cached: empty(),
            written: empty(),
            output: empty(),
            source: empty(),
            checked: empty(),
        };
        fields.fill(form);
        fields
    }

    pub fn fill(self, form: &ModelForm) {
        let of = |price: fn(&TokenPrices) -> Option<i64>| amount(form.prices.as_ref().and_then(price));
        self.input.set(of(|prices| Some(prices.input)));
        self.cached.set(of(|prices| Some(prices.cached)));
        self.written.set(of(|prices| prices.written));
        self.output.set(of(|prices| Some(prices.output)));
        self.source.set(form.source.clone());
        self.checked.set(form.checked.clone());
    }

    /// Fills the form in; `false`, with the fields that are wrong, when a price is no amount. All empty: the table's.
    pub fn read(self, form: &mut ModelForm) -> Result<(), Vec<FieldProblem>> {
        form.source = self.source.get().trim().to_owned();
        form.checked = self.checked.get();
        let all = [("input", self.input), ("cached", self.cached), ("written", self.written), ("output", self.output)];
        let texts = all.map(|(name, field)| (name, field.get().trim().to_owned()));
        if texts.iter().all(|(_, text)| text.is_empty()) {
            form.prices = None;
            return Ok(());
        }
        let problem = |field: &str, detail: &str| FieldProblem { field: field.to_owned(), detail: detail.to_owned() };
        let mut wrong: Vec<FieldProblem> = texts
            .iter()
            .filter(|(_, text)| !text.is_empty() && micros(text).is_none())
            .map(|(name, _)| problem(name, "Write US dollars, such as 0.10."))
            .collect();
        let [input, cached, written, output] = texts.map(|(_, text)| micros(&text));
        for (name, price) in [("input", input), ("output", output)] {
            if price.is_none() && wrong.is_empty() {
                wrong.push(problem(name, "A price for what goes in and one for what comes out are needed."));
            }
        }
        match (input, output) {
            (Some(input), Some(output)) if wrong.is_empty() => {
                form.prices = Some(TokenPrices { input, cached: cached.unwrap_or(input), written, output });
                Ok(())
            }
            _ => Err(wrong),
        }
    }
}

/// The price table, folded away. `table` says what holds when it is empty.
pub fn price_table(fields: PriceFields, saving: Saving, table: Signal<String>) -> AnyView {
    let price = |name, label| Field { name, label, sign: Some("$"), ..Field::default() };
    let source = Field { name: "source", label: "Where you read them", ..Field::default() };
    let checked = Field { name: "checked", label: "When", kind: "date", ..Field::default() };
    view! {
        <details class="behind">
            <summary>{Icon::ChevronRight.view()}"Prices"</summary>
            <p class="hint">{table}</p>
            <div class="grid prices">
                {field(price("input", "A million tokens in"), fields.input, saving)}
                {field(price("cached", "Of those, from the cache"), fields.cached, saving)}
                {field(price("written", "Of those, into the cache"), fields.written, saving)}
                {field(price("output", "A million tokens out"), fields.output, saving)}
                {field(source, fields.source, saving)}
                {field(checked, fields.checked, saving)}
            </div>
        </details>
    }
    .into_any()
}
