//! The shop itself: name, currency, language, address of its products, how a person is reached.

use serde_json::json;
use types::{
    Code, Language, Problem, Right, ShopProfile,
    settings::{Contact, ShopForm, ShopView},
};

use super::{SHOP, Wrong};
use crate::{Ctx, Error, Result, shops};

/// Languages the assistant has words for.
fn languages() -> Vec<Language> {
    Language::ALL.into_iter().filter(|language| *language != Language::Other).collect()
}

/// The shop as it is.
pub async fn shop(cx: &Ctx) -> Result<ShopView> {
    cx.may(Right::Configure)?;
    let form = form(cx).await?;
    Ok(ShopView { handle: cx.shop.handle.clone(), form, priced: cx.store.priced().await?, languages: languages() })
}

async fn form(cx: &Ctx) -> Result<ShopForm> {
    let profile: ShopProfile = cx.store.setting(SHOP).await?.unwrap_or_default();
    // The context's shop may be older than the last change.
    let shop = cx.engine.store().shop_by_id(cx.shop.id).await?.ok_or_else(Error::not_found)?;
    Ok(ShopForm {
        name: shop.name,
        currency: shop.currency,
        url_template: shop.url_template.unwrap_or_default(),
        language: profile.language,
        contact: profile.contact,
    })
}

/// Changes the shop; what it was before, so that it can be put back. The origin of the address template may show the
/// chat from then on.
pub async fn set_shop(cx: &Ctx, form: ShopForm) -> Result<ShopForm> {
    cx.may(Right::Configure)?;
    let before = self::form(cx).await?;
    let trim = |text: &str| text.trim().to_owned();
    let form = ShopForm {
        name: trim(&form.name),
        url_template: trim(&form.url_template),
        contact: Contact { email: trim(&form.contact.email), phone: trim(&form.contact.phone) },
        ..form
    };
    let origin = check(&form)?;
    let mut shop = cx.engine.store().shop_by_id(cx.shop.id).await?.ok_or_else(Error::not_found)?;
    shop.name.clone_from(&form.name);
    shop.url_template = (!form.url_template.is_empty()).then(|| form.url_template.clone());
    let changed_address = form.url_template != before.url_template;
    shop.sites.extend(origin.filter(|origin| changed_address && !shop.sites.contains(origin)));
    let now = cx.now();
    let tx = cx.store.begin().await?;
    if form.currency != before.currency && !tx.currency_set(form.currency).await? {
        return Err(Error::Problem(Problem::new(
            Code::Conflict,
            format!(
                "The shop's products have prices in {}. A shop keeps its currency as long as anything has a price.",
                before.currency
            ),
        )));
    }
    tx.shop_update(&shop).await?;
    let profile = ShopProfile { language: form.language, contact: form.contact.clone() };
    tx.setting_set(SHOP, &profile, now).await?;
    // Cards hold the shop's addresses and currency.
    if changed_address || form.currency != before.currency {
        tx.catalogue_bump(1).await?;
    }
    crate::audit::note(cx, &tx, "shop.changed", cx.shop.id, json!({ "from": before, "to": form })).await?;
    tx.commit().await?;
    Ok(before)
}

/// The origin of the address template, when there is one.
fn check(form: &ShopForm) -> Result<Option<String>> {
    let mut wrong = Wrong::default();
    let length = form.name.chars().count();
    wrong.when(!(1..=120).contains(&length), "name", "A shop's name has 1 to 120 characters.");
    let template = &form.url_template;
    let origin = (!template.is_empty()).then(|| shops::origin_of(template)).flatten();
    if !template.is_empty() {
        wrong.when(
            origin.is_none(),
            "url_template",
            "The address begins with https:// and the shop’s host, such as https://shop.example/products/{handle}.",
        );
        let handle = template.contains("{handle}");
        wrong.when(
            origin.is_some() && !handle,
            "url_template",
            "The address needs {handle} where the product’s handle goes. For example https://shop.example/products/{handle}.",
        );
        wrong.when(template.len() > 500, "url_template", "The address is too long.");
    }
    let email = &form.contact.email;
    wrong.when(
        !email.is_empty() && crate::converse::address_in(email) != Some(email.as_str()),
        "email",
        "This is no e-mail address. Write one such as help@shop.example, or leave it empty.",
    );
    let phone = &form.contact.phone;
    let fit = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.' | '/');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    wrong.when(
        !phone.is_empty() && (!phone.chars().all(fit) || !(4..=20).contains(&digits) || phone.len() > 40),
        "phone",
        "A telephone number has digits, spaces and + - ( ) only.",
    );
    wrong.when(!languages().contains(&form.language), "language", "The assistant does not speak this language yet.");
    wrong.told()?;
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use types::Currency;

    use super::*;

    #[test]
    fn forms_are_checked_field_by_field() {
        let good = ShopForm {
            name: "Orchard Lane".to_owned(),
            currency: Currency::USD,
            url_template: "https://Orchard.example/products/{handle}".to_owned(),
            language: Language::English,
            contact: Contact { email: "help@orchard.example".to_owned(), phone: "+1 (555) 01-00".to_owned() },
        };
        assert_eq!(check(&good).unwrap().as_deref(), Some("https://orchard.example"));
        let nothing = ShopForm { url_template: String::new(), contact: Contact::default(), ..good.clone() };
        assert_eq!(check(&nothing).unwrap(), None);
        type Change = fn(&mut ShopForm);
        let cases: [(Change, &str); 8] = [
            (|form| form.name.clear(), "name"),
            (|form| form.name = "x".repeat(121), "name"),
            (|form| form.url_template = "orchard.example/{handle}".to_owned(), "url_template"),
            (|form| form.url_template = "https://orchard.example/products/".to_owned(), "url_template"),
            (|form| form.url_template = "javascript://x/{handle}".to_owned(), "url_template"),
            (|form| form.contact.email = "help at orchard".to_owned(), "email"),
            (|form| form.contact.phone = "call 12345".to_owned(), "phone"),
            (|form| form.language = Language::Other, "language"),
        ];
        for (change, field) in cases {
            let mut form = good.clone();
            change(&mut form);
            let fields = check(&form).unwrap_err().problem().fields;
            assert_eq!(fields.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }
}
