//! How often the intent of a message is told right: on messages the phrases were written with, and on held-out ones.

use agent::{Thread, local};

use crate::fixture::{self, Shop};

fn context(mark: &str) -> Thread {
    let shop = Shop::open();
    match mark {
        "+" => fixture::turn(&shop, "blue or red dresses", Thread::default()).thread,
        "1" => {
            let thread = fixture::turn(&shop, "blue or red dresses", Thread::default()).thread;
            fixture::turn(&shop, "the second one", thread).thread
        }
        _ => Thread::default(),
    }
}

fn accuracy(table: &str) -> (usize, usize, Vec<String>) {
    let contexts = ["-", "+", "1"].map(|mark| (mark, context(mark)));
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let cells: Vec<&str> = line.splitn(4, '\t').collect();
        let [intent, language, mark, message] = cells[..] else { panic!("{line}") };
        let thread = contexts.iter().find(|(m, _)| *m == mark).map(|(_, thread)| thread.clone()).unwrap();
        let input = fixture::input(message, thread, 0);
        let reading = local::read(&input, &input.thread);
        all += 1;
        if reading.intent.as_str() == intent {
            right += 1;
        } else {
            wrong.push(format!(
                "{intent}\t{language}\t{mark}\t{message}\t→ {:?} {:.2} ({})",
                reading.intents,
                reading.confidence,
                reading.language.tag()
            ));
        }
    }
    (right, all, wrong)
}

#[test]
fn messages_of_the_table_are_understood() {
    let (right, all, wrong) = accuracy(include_str!("intents.tsv"));
    println!("table: {right} of {all}\n{}", wrong.join("\n"));
    assert!(all >= 300);
    assert!(right * 100 >= all * 95, "{right} of {all}\n{}", wrong.join("\n"));
}

/// Written before the phrases were tuned, and never tuned on.
#[test]
fn held_out_messages_are_understood() {
    let (right, all, wrong) = accuracy(include_str!("heldout.tsv"));
    println!("held out: {right} of {all}\n{}", wrong.join("\n"));
    assert!(all >= 120);
    assert!(right * 100 >= all * 80, "{right} of {all}\n{}", wrong.join("\n"));
}
