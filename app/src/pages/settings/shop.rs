//! The shop: name, currency, language, where its products are, how a person is reached.

use leptos::prelude::*;
use types::{
    Currency, Language,
    settings::{Contact, ShopForm, ShopView},
};

use crate::{
    address,
    api::settings::{read_shop, set_shop},
    components::{
        Page, bones_of_block,
        dynamic::{attribute, on},
        form::{Field, Saving, field, keep, savebar, told},
        loaded, settings_tabs,
    },
};

/// Currencies that are offered; any other can be written in the shell.
const CURRENCIES: &[&str] = &[
    "USD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "CAD", "AUD", "NZD", "JPY",
    "INR", "BRL", "MXN", "ZAR", "AED", "SGD", "HKD", "KRW", "ILS",
];

/// The shop.
#[component]
pub fn ShopSettings() -> impl IntoView {
    let shop = address::shop();
    let view = Resource::new_blocking(move || shop.get(), read_shop);
    view! { <Page title="Settings">{settings_tabs()}{loaded(view, bones_of_block, full)}</Page> }
}

#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    currency: RwSignal<String>,
    language: RwSignal<String>,
    url_template: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
}

impl Fields {
    fn new(form: &ShopForm) -> Self {
        Self {
            name: RwSignal::new(form.name.clone()),
            currency: RwSignal::new(form.currency.to_string()),
            language: RwSignal::new(form.language.tag().to_owned()),
            url_template: RwSignal::new(form.url_template.clone()),
            email: RwSignal::new(form.contact.email.clone()),
            phone: RwSignal::new(form.contact.phone.clone()),
        }
    }

    fn fill(self, form: &ShopForm) {
        self.name.set(form.name.clone());
        self.currency.set(form.currency.to_string());
        self.language.set(form.language.tag().to_owned());
        self.url_template.set(form.url_template.clone());
        self.email.set(form.contact.email.clone());
        self.phone.set(form.contact.phone.clone());
    }

    fn read(self, languages: &[Language]) -> ShopForm {
        let tag = self.language.get();
        ShopForm {
            name: self.name.get(),
            currency: self.currency.get().parse().unwrap_or(Currency::USD),
            url_template: self.url_template.get(),
            language: languages.iter().copied().find(|language| language.tag() == tag).unwrap_or_default(),
            contact: Contact { email: self.email.get(), phone: self.phone.get() },
        }
    }
}

fn full(view: ShopView) -> AnyView {
    let saving = Saving::default();
    let fields = Fields::new(&view.form);
    let saved = RwSignal::new(view.form.clone());
    let languages = StoredValue::new(view.languages.clone());
    let now = move || languages.with_value(|languages| fields.read(languages));
    let dirty = move || now() != saved.get();
    let shop = view.handle.clone();
    let put = move |form: &ShopForm| {
        fields.fill(form);
        saved.set(form.clone());
    };
    // Without spaces around it, as the server keeps it.
    let save = move || keep(saving, shop.clone(), trimmed(untrack(now)), "Saved.", set_shop, put);
    let choose_currency = on(move |event: leptos::ev::Event| fields.currency.set(event_target_value(&event)));
    let choose_language = on(move |event: leptos::ev::Event| fields.language.set(event_target_value(&event)));
    let current = view.form.currency.to_string();
    let mut currencies: Vec<String> = CURRENCIES.iter().map(|code| (*code).to_owned()).collect();
    if !currencies.contains(&current) {
        currencies.insert(0, current);
    }
    let currencies = currencies.into_iter().map(|code| {
        let selected = fields.currency.get_untracked() == code;
        view! { <option value=code.clone() selected=selected>{code.clone()}</option> }
    });
    let spoken = view.languages.iter().map(|language| {
        let selected = fields.language.get_untracked() == language.tag();
        view! { <option value=language.tag() selected=selected>{named(*language)}</option> }
    });
    let why = if view.priced {
        "Your products have prices in it, so it stays. A shop in another currency is a shop of its own."
    } else {
        "It can change until the first product has a price."
    };
    let template_hint =
        "Cards lead there: {handle} stands for the product’s handle. Its site may show the chat.".to_owned();
    let invalid = attribute(move || saving.wrong("language").map(|_| "true".to_owned()));
    view! {
        <section class="section">
            <header><h2>"Shop"</h2><p>"What customers see"</p></header>
            <div class="stack">
                <div class="grid">
                    {field(Field { name: "name", label: "Name", ..Field::default() }, fields.name, saving)}
                    <div class="field">
                        <label for="currency">"Currency"</label>
                        <select class="input" id="currency" disabled=view.priced prop:value=fields.currency on:change=choose_currency aria-describedby="currency-about">{currencies.collect_view()}</select>
                        {told("currency", "currency-about".to_owned(), Some(why.to_owned()), saving)}
                    </div>
                    <div class="field">
                        <label for="language">"Language"</label>
                        <select class="input" id="language" prop:value=fields.language on:change=choose_language aria-invalid=invalid aria-describedby="language-about">{spoken.collect_view()}</select>
                        {told("language", "language-about".to_owned(), Some("A conversation begins in it. The assistant answers in the shopper’s own.".to_owned()), saving)}
                    </div>
                </div>
                {field(Field { name: "url_template", label: "Address of a product page", hint: Some(template_hint), mono: true, example: Some("https://shop.example/products/{handle}".to_owned()), kind: "url", ..Field::default() }, fields.url_template, saving)}
            </div>
        </section>
        <section class="section">
            <header><h2>"Support"</h2><p>"Said when a shopper asks for a person"</p></header>
            <div class="grid">
                {field(Field { name: "email", label: "E-mail", kind: "email", example: Some("help@shop.example".to_owned()), ..Field::default() }, fields.email, saving)}
                {field(Field { name: "phone", label: "Telephone", kind: "tel", example: Some("+1 555 0100".to_owned()), ..Field::default() }, fields.phone, saving)}
            </div>
        </section>
        {savebar(dirty, saving, save, move || fields.fill(&saved.get_untracked()))}
    }
    .into_any()
}

fn trimmed(form: ShopForm) -> ShopForm {
    let trim = |text: &str| text.trim().to_owned();
    ShopForm {
        name: trim(&form.name),
        url_template: trim(&form.url_template),
        contact: Contact { email: trim(&form.contact.email), phone: trim(&form.contact.phone) },
        ..form
    }
}

/// A language in its own words.
fn named(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::German => "Deutsch",
        Language::French => "Français",
        Language::Spanish => "Español",
        Language::Italian => "Italiano",
        Language::Portuguese => "Português",
        Language::Dutch => "Nederlands",
        Language::Hindi => "हिन्दी",
        Language::Hinglish => "Hinglish",
        Language::Other => "Other",
    }
}
