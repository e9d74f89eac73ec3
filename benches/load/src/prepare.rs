//! People who have been sent a code and know it, as the phone in the simulator shows it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::Done;
use crate::client::{Ask, Client};
use crate::target::{Action, Target};
use crate::verification::Verification;

/// People who prepare at the same time.
const HANDS: usize = 16;

/// Looks at the phone before a text counts as lost.
const LOOKS: u32 = 400;

/// Sends to each verification through `target` and reads the code from the simulator's phone.
pub async fn prepare(
    target: Target,
    simulator: u16,
    verifications: Vec<Verification>,
) -> Done<Vec<Verification>> {
    let waiting = Arc::new(Mutex::new(verifications));
    let mut hands = JoinSet::new();
    for _ in 0..HANDS {
        let waiting = waiting.clone();
        hands.spawn(async move {
            let mut server = Client::to(target.port);
            let mut phone = Client::to(simulator);
            let mut ready = Vec::new();
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(mut verification) = next else {
                    return Ok(ready);
                };
                send(target, &mut verification, &mut server).await?;
                verification.code = read_code(&verification, &mut phone).await?;
                ready.push(verification);
            }
        });
    }
    let mut ready = Vec::new();
    while let Some(hand) = hands.join_next().await {
        let hand: Done<Vec<Verification>> = hand?;
        ready.extend(hand?);
    }
    Ok(ready)
}

async fn send(target: Target, verification: &mut Verification, server: &mut Client) -> Done<()> {
    let answer = server
        .ask(target.kind.ask(Action::Send, verification))
        .await?;
    if !target.kind.accepts(Action::Send, &answer) {
        let body = String::from_utf8_lossy(&answer.body);
        return Err(format!("{}: {} {body}", target.kind.name(), answer.status).into());
    }
    target.kind.learn(verification, &answer);
    Ok(())
}

async fn read_code(verification: &Verification, phone: &mut Client) -> Done<String> {
    let inbox = format!(
        "/handset/inbox?to={}",
        verification.number.trim_start_matches('+')
    );
    let mut seen = Value::Null;
    for _ in 0..LOOKS {
        let looked = phone.ask(Ask::get(&inbox)).await?;
        seen = serde_json::from_slice(&looked.body)?;
        if let Some(code) = seen["texts"][0]["text"].as_str().and_then(code_in) {
            return Ok(code);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(format!("no text arrived at {}: {seen}", verification.number).into())
}

/// The first six or more digits in a row.
fn code_in(text: &str) -> Option<String> {
    let mut runs = text.split(|letter: char| !letter.is_ascii_digit());
    runs.find(|run| run.len() >= 6).map(str::to_owned)
}
