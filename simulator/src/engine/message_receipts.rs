//! A text after it was accepted: its states, their times, and the receipt for each.

use tokio::time::sleep;

use crate::callbacks::CallbackForm;
use crate::magic_number::{self, TextOutcome};
use crate::records::{MessageOrigin, MessageRecord, MessageStatus};
use crate::requests::carrier_refusal;
use crate::simulator::Simulator;
use crate::utc_time::UtcTime;

/// Lifelike seconds until a text shows on the phone.
const TRAVEL_TIME: f64 = 2.5;

/// One receipt of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
struct MessageReceipt {
    /// Lifelike seconds after the text was accepted.
    after: f64,
    sequence: u8,
    status: MessageStatus,
}

/// Accepts a text and sends it on its way; returns its UUID.
pub(crate) fn send_message(simulator: &Simulator, message: MessageRecord) -> String {
    let (uuid, outcome) = (message.uuid.clone(), outcome(&message));
    // Recorded first: at a small time scale the receipts may be due at once.
    simulator.change(|state| state.messages.push(message));
    if !matches!(
        outcome,
        TextOutcome::Undelivered(_) | TextOutcome::Failed(_)
    ) {
        tokio::spawn(arrive(simulator.clone(), uuid.clone()));
    }
    // A task for each: a receipt that is repeated for minutes holds back no other.
    for receipt in receipts(outcome) {
        tokio::spawn(report(simulator.clone(), uuid.clone(), receipt));
    }
    uuid
}

/// The fate of a text: the one of its number, unless a carrier refuses its sender.
fn outcome(message: &MessageRecord) -> TextOutcome {
    let refusal = match message.origin {
        MessageOrigin::Message => carrier_refusal(&message.from, &message.to),
        // From Plivo's own registered senders.
        MessageOrigin::VerifySession(_) => None,
    };
    refusal.map_or(
        magic_number::lookup(&message.to).text,
        TextOutcome::Undelivered,
    )
}

async fn arrive(simulator: Simulator, uuid: String) {
    sleep(simulator.scaled(TRAVEL_TIME)).await;
    simulator.change(|state| {
        if let Some(message) = state.messages.get_mut(&uuid) {
            message.arrived = Some(UtcTime::now());
        }
    });
}

async fn report(simulator: Simulator, uuid: String, receipt: MessageReceipt) {
    sleep(simulator.scaled(receipt.after)).await;
    let message = simulator.change(|state| {
        let message = state.messages.get_mut(&uuid)?;
        message.advance(receipt.sequence, receipt.status);
        Some(message.clone())
    });
    let Some(message) = message else {
        return;
    };
    let fields = receipt_fields(&simulator, &message, receipt);
    if let (Some(address), Some(fields)) = (&message.callback, fields) {
        simulator
            .callbacks()
            .deliver_receipt(address, &fields)
            .await;
    }
}

/// The fields of a receipt; `None` once the Verify session it belongs to is forgotten.
fn receipt_fields(
    simulator: &Simulator,
    message: &MessageRecord,
    receipt: MessageReceipt,
) -> Option<CallbackForm> {
    match &message.origin {
        MessageOrigin::Message => Some(message.receipt_fields(receipt.sequence, receipt.status)),
        MessageOrigin::VerifySession(uuid) => {
            let mut state = simulator.state();
            let session = state.sessions.get_mut(uuid)?;
            Some(session.advance(receipt.status))
        }
    }
}

fn receipts(outcome: TextOutcome) -> Vec<MessageReceipt> {
    let receipt = |after, sequence, status| MessageReceipt {
        after,
        sequence,
        status,
    };
    let queued = receipt(0.2, 1, MessageStatus::Queued);
    let sent = receipt(1.0, 2, MessageStatus::Sent);
    let last = |status| receipt(TRAVEL_TIME, 3, status);
    let delivered = last(MessageStatus::Delivered);
    let at = |receipt: MessageReceipt, after| MessageReceipt { after, ..receipt };
    match outcome {
        TextOutcome::Delivered => vec![queued, sent, delivered],
        TextOutcome::SentOnly => vec![queued, sent],
        TextOutcome::Undelivered(code) => {
            vec![queued, sent, last(MessageStatus::Undelivered(code))]
        }
        TextOutcome::Failed(code) => vec![queued, receipt(1.5, 2, MessageStatus::Failed(code))],
        TextOutcome::DeliveredReceiptsTwice => [queued, sent, delivered]
            .into_iter()
            .flat_map(|first| [first, at(first, first.after + 0.5)])
            .collect(),
        TextOutcome::DeliveredReceiptsReversed => {
            vec![delivered, at(sent, 3.5), at(queued, 4.5)]
        }
        TextOutcome::DeliveredReceiptLate => vec![queued, sent, at(delivered, 45.0)],
    }
}
