//! Room `simulator`: what becomes of a message after it was accepted: its
//! states, when they come, and the callback each of them makes.

use tokio::time::sleep;

use super::clock::Moment;
use super::magic::{self, Texting};
use super::message::{Message, Purpose};
use super::webhook::Params;
use super::{Simulator, verify};

/// The states of a message, in Plivo's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    Sent,
    Delivered,
    Undelivered(u16),
    Failed(u16),
}

/// One state change: seconds after the message was accepted, its number in
/// the life of the message, and the state.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Receipt {
    after: f64,
    sequence: u8,
    status: Status,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered(_) => "undelivered",
            Self::Failed(_) => "failed",
        }
    }

    pub(super) fn error_code(self) -> Option<u16> {
        match self {
            Self::Undelivered(code) | Self::Failed(code) => Some(code),
            _ => None,
        }
    }
}

impl Simulator {
    /// Lives a message's life in the background. Every callback goes its own
    /// way: one that is repeated for minutes holds back no other.
    pub(super) fn start_receipts(&self, message: &Message) {
        let fate = magic::at(&message.to).text;
        let arrives = !matches!(fate, Texting::Undelivered(_) | Texting::Failed(_));
        if arrives {
            let (simulator, uuid) = (self.clone(), message.uuid.clone());
            tokio::spawn(async move {
                sleep(simulator.paced(2.5)).await;
                simulator.change(|state| state.arrive(&uuid));
            });
        }
        for receipt in receipts(fate) {
            let (simulator, uuid) = (self.clone(), message.uuid.clone());
            tokio::spawn(async move { simulator.report(&uuid, receipt).await });
        }
    }

    async fn report(&self, uuid: &str, receipt: Receipt) {
        sleep(self.paced(receipt.after)).await;
        let Some(message) = self.change(|state| state.advance(uuid, receipt)) else {
            return;
        };
        let params = match &message.purpose {
            Purpose::Verify(session) => verify::callback(self, session, receipt.status),
            Purpose::Text => Some(params(&message, receipt)),
        };
        if let (Some(hook), Some(params)) = (&message.callback, params) {
            self.deliver(hook, &params).await;
        }
    }
}

impl super::State {
    /// Moves a message to a receipt's state, never backwards.
    fn advance(&mut self, uuid: &str, receipt: Receipt) -> Option<Message> {
        let message = self.messages.get_mut(uuid)?;
        if receipt.sequence > message.sequence {
            message.sequence = receipt.sequence;
            message.status = receipt.status;
            message.updated = Moment::now();
        }
        Some(message.clone())
    }

    fn arrive(&mut self, uuid: &str) {
        if let Some(message) = self.messages.get_mut(uuid) {
            message.arrived = Some(Moment::now());
        }
    }
}

fn receipts(fate: Texting) -> Vec<Receipt> {
    let receipt = |after, sequence, status| Receipt {
        after,
        sequence,
        status,
    };
    let queued = receipt(0.2, 1, Status::Queued);
    let sent = receipt(1.0, 2, Status::Sent);
    let delivered = receipt(2.5, 3, Status::Delivered);
    let last = |status| receipt(2.5, 3, status);
    match fate {
        Texting::Delivered => vec![queued, sent, delivered],
        Texting::SentOnly => vec![queued, sent],
        Texting::Undelivered(code) => vec![queued, sent, last(Status::Undelivered(code))],
        Texting::Failed(code) => vec![queued, receipt(1.5, 2, Status::Failed(code))],
        Texting::Twice => [queued, sent, delivered]
            .into_iter()
            .flat_map(|once| [once, receipt(once.after + 0.5, once.sequence, once.status)])
            .collect(),
        Texting::Backwards => vec![
            receipt(2.5, 3, Status::Delivered),
            receipt(3.5, 2, Status::Sent),
            receipt(4.5, 1, Status::Queued),
        ],
        Texting::Late => vec![queued, sent, receipt(45.0, 3, Status::Delivered)],
    }
}

fn params(message: &Message, receipt: Receipt) -> Params {
    let now = Moment::now().stamp();
    let mut params = vec![
        ("MessageUUID", message.uuid.clone()),
        ("ParentMessageUUID", message.uuid.clone()),
        ("PartInfo", "1 of 1".to_owned()),
        ("From", message.from.clone()),
        ("To", message.to.clone()),
        ("Type", message.kind.clone()),
        ("Status", receipt.status.word().to_owned()),
        ("Sequence", receipt.sequence.to_string()),
        ("Units", message.units.to_string()),
        ("TotalRate", "0.00550".to_owned()),
        ("TotalAmount", message.amount()),
        ("MCC", "310".to_owned()),
        ("MNC", "004".to_owned()),
        ("MessageTime", message.created.stamp()),
        ("QueuedTime", message.created.stamp()),
        ("requester_ip", "127.0.0.1".to_owned()),
    ];
    if receipt.status != Status::Queued {
        params.push(("SentTime", now.clone()));
    }
    if receipt.sequence == 3 {
        params.push(("DeliveryReportTime", now));
    }
    if let Some(code) = receipt.status.error_code() {
        params.push(("ErrorCode", code.to_string()));
    }
    let owned = |(key, value): (&str, String)| (key.to_owned(), value);
    params.into_iter().map(owned).collect()
}
