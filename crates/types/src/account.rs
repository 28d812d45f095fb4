//! Who works for a shop, and what each may do.

use serde::{Deserialize, Serialize};

use crate::{Currency, MemberId, ShopId, conversation::words};

words! {
    /// What a member is in one shop. Each may do all that the next may.
    Role { Owner = "owner", Admin = "admin", Staff = "staff", Analyst = "analyst", }

    /// What can be allowed. A use case asks for one before anything else.
    Right {
        /// See everything of the shop: products, conversations, figures.
        View = "view",
        /// Change products, collections, imports.
        EditCatalogue = "edit_catalogue",
        /// Take the floor in conversations, write, label, close.
        Answer = "answer",
        /// Change widget, voice, language model, limits, the shop itself.
        Configure = "configure",
        /// Invite and remove members, read the audit log.
        ManageMembers = "manage_members",
        /// Make and remove owners.
        ManageOwners = "manage_owners",
    }
}

impl Role {
    pub fn may(self, right: Right) -> bool {
        let least = match right {
            Right::View => Role::Analyst,
            Right::EditCatalogue | Right::Answer => Role::Staff,
            Right::Configure | Right::ManageMembers => Role::Admin,
            Right::ManageOwners => Role::Owner,
        };
        self <= least
    }
}

/// A shop as the switcher names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopBrief {
    pub id: ShopId,
    pub handle: String,
    pub name: String,
    pub currency: Currency,
    pub role: Role,
}

/// Who is logged in, as the dashboard's frame shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub member: MemberId,
    pub email: String,
    pub name: String,
    /// The shop whose pages are open.
    pub shop: ShopBrief,
    /// All this member works for, by name.
    pub shops: Vec<ShopBrief>,
    /// Conversations that wait for a person.
    pub needs_you: u64,
}

/// What a form that failed says on the page it leads back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub detail: String,
    /// The field it is about; empty for the whole form.
    #[serde(default)]
    pub field: String,
    /// It is no failure: something was done.
    #[serde(default)]
    pub done: bool,
    /// A link that was made, to be handed on.
    #[serde(default)]
    pub link: String,
    /// What takes it back: the value of a field `undo`.
    #[serde(default)]
    pub undo: String,
    /// What stood in the fields, passwords never.
    #[serde(default)]
    pub entered: Vec<(String, String)>,
}

impl Notice {
    /// What stood in a field.
    pub fn entered(&self, field: &str) -> String {
        self.entered.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// What the pages in front of the dashboard need to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// The first owner is still to come.
    pub sign_up: bool,
    /// The first owner is asked for the code that was printed at the start.
    pub code: bool,
    /// The demo shop is there.
    pub demo: bool,
    /// Links go out by mail.
    pub mail: bool,
    pub notice: Option<Notice>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_next_may() {
        for right in Right::ALL {
            let may: Vec<bool> = Role::ALL.iter().map(|role| role.may(*right)).collect();
            assert!(may.windows(2).all(|pair| pair[0] >= pair[1]), "{right}: {may:?}");
        }
        assert!(Role::Analyst.may(Right::View) && !Role::Analyst.may(Right::Answer));
        assert!(Role::Staff.may(Right::EditCatalogue) && !Role::Staff.may(Right::Configure));
        assert!(Role::Admin.may(Right::ManageMembers) && !Role::Admin.may(Right::ManageOwners));
    }
}
