//! The form of one product while somebody works on it.

use leptos::prelude::*;
use types::{
    Currency, Me, ProductId,
    goods::{Knows, ProductForm, ProductView},
};

use super::draft::{Around, Draft};
use crate::{api::goods::save, components::Fetched};

/// A copy works on the same form.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub draft: Draft,
    pub product: Fetched<Option<ProductView>>,
    id: Option<ProductId>,
    pub form: RwSignal<ProductForm>,
    /// As it is stored.
    pub stored: RwSignal<ProductForm>,
    pub knows: RwSignal<Option<Knows>>,
    /// Grows when rows come, go or are replaced: then tables are drawn anew.
    pub shape: RwSignal<u32>,
    pub currency: Currency,
}

/// Reads a text of the form, and writes it.
type Reading = fn(&ProductForm) -> String;
type Writing = fn(&mut ProductForm, String);

impl Editor {
    pub fn new(around: Around<ProductView>, known: Option<&ProductView>) -> Self {
        let form = known.map_or_else(ProductForm::blank, |known| known.form.clone());
        let (stored, form) = (RwSignal::new(form.clone()), RwSignal::new(form));
        let dirty = Memo::new(move |_| form.with(|form| stored.with(|stored| form != stored)));
        Self {
            draft: Draft::new(around, dirty, known.map(|known| known.updated_at)),
            product: around.fetched,
            id: known.map(|known| known.id),
            form,
            stored,
            knows: RwSignal::new(known.map(|known| known.knows.clone())),
            shape: RwSignal::new(0),
            currency: use_context::<Me>().map_or(Currency::USD, |me| me.shop.currency),
        }
    }

    /// Changes the form and draws its tables anew.
    pub fn reshape(self, change: impl FnOnce(&mut ProductForm)) {
        self.form.update(change);
        self.draft.problems.set(Vec::new());
        self.shape.update(|shape| *shape += 1);
    }

    pub fn discard(self) {
        self.form.set(self.stored.get_untracked());
        self.draft.clear();
        self.shape.update(|shape| *shape += 1);
    }

    /// `anyway`: whatever somebody else did meanwhile.
    pub fn save(self, anyway: bool) {
        let (id, form) = (self.id, self.form.get_untracked());
        let sent = form.clone();
        self.draft.save(
            anyway,
            move |shop, seen| save(shop, id, seen, sent),
            move |view| {
                self.stored.set(view.form.clone());
                // What was typed while it was saved stays, and is still to be saved.
                if self.form.with_untracked(|now| *now == form) {
                    self.form.set(view.form);
                    self.shape.update(|shape| *shape += 1);
                }
                self.knows.set(Some(view.knows));
                (view.updated_at, id.is_none().then(|| format!("products/{}", view.id)))
            },
        );
    }

    /// A line of text with its label.
    pub fn line(
        self,
        key: &'static str,
        label: &'static str,
        hint: &'static str,
        get: Reading,
        set: Writing,
    ) -> AnyView {
        self.text((key, label, hint), false, get, set)
    }

    /// A text with its label, of several lines when it is `tall`.
    pub fn text(
        self,
        words: (&'static str, &'static str, &'static str),
        tall: bool,
        get: Reading,
        set: Writing,
    ) -> AnyView {
        let write = move |text: String| self.form.update(|form| set(form, text));
        self.draft.field(words, tall, move || self.form.with(get), write)
    }
}
