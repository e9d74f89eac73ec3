//! The measurements of one server of ours alone.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::{PARTS, Run};
use crate::Done;
use crate::baseline::Shape;
use crate::client::{Ask, Client};
use crate::load::drive;
use crate::prepare::prepare;
use crate::proxy::Proxy;
use crate::report::{Memory, Shapes};
use crate::setup::{Server, Setup};
use crate::sizes::{self, Size};
use crate::target::Action;
use crate::verification::Verification;

impl Run<'_> {
    /// The time from the start of the process until it has answered with its page.
    pub(super) async fn cold_start(&self) -> Done<f64> {
        let url = self.redis.url();
        let mut starts = Vec::new();
        for _ in 0..self.plan.starts {
            let (server, _) = Server::ringcode(self.places, self.setup(&url)).await?;
            Client::to(server.target.port).ask(Ask::get("/")).await?;
            starts.push(server.process.began().elapsed().as_secs_f64() * 1e3);
        }
        starts.sort_unstable_by(f64::total_cmp);
        Ok(starts[starts.len() / 2])
    }

    /// Counts the commands to Redis of each action, one request at a time.
    pub(super) async fn shapes(&mut self) -> Done<Shapes> {
        let proxy = Proxy::start(self.redis.port).await?;
        let url = format!("redis://127.0.0.1:{}", proxy.port);
        let later = Setup {
            simulator: &self.later,
            ..self.setup(&url)
        };
        let (quick, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let (server, _) = Server::ringcode(self.places, later).await?;
        // The first of each action teaches Redis the scripts.
        let people = self.crowd.people(20);
        let warm = prepare(quick.target, self.simulator.port, people).await?;
        drive(server.target, Action::Wrong, warm.clone(), 1).await?;
        let (_, warm) = drive(server.target, Action::Verify, warm, 1).await?;
        drive(server.target, Action::Page, warm, 1).await?;
        let people = self.crowd.people(50);
        let known = prepare(quick.target, self.simulator.port, people).await?;
        drop(quick);
        let (wrong, known) = self.shape(&server, &proxy, Action::Wrong, known).await?;
        let (verify, _) = self.shape(&server, &proxy, Action::Verify, known).await?;
        // Last, before their receipts come.
        let fresh = self.crowd.people(50);
        let (send, sent) = self.shape(&server, &proxy, Action::Send, fresh).await?;
        let (page, _) = self.shape(&server, &proxy, Action::Page, sent).await?;
        Ok(Shapes {
            send,
            page,
            wrong,
            verify,
        })
    }

    pub(super) async fn shape(
        &self,
        server: &Server,
        proxy: &Proxy,
        action: Action,
        verifications: Vec<Verification>,
    ) -> Done<(Shape, Vec<Verification>)> {
        let count = verifications.len() as u64;
        let before = (proxy.commands(), proxy.flights());
        let mut served = Vec::new();
        for verification in verifications {
            let (measured, verifications) =
                drive(server.target, action, vec![verification], 1).await?;
            if let Some(complaint) = measured.complaint {
                return Err(format!("{}: {complaint}", action.name()).into());
            }
            served.extend(verifications);
            // What follows after the answer is not to meet the next request on its way.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let rounded = |sum: u64| (sum + count / 2) / count;
        let shape = Shape {
            commands: rounded(proxy.commands() - before.0),
            flights: rounded(proxy.flights() - before.1),
        };
        Ok((shape, served))
    }

    /// Memory of a server that has done nothing, that has lived through many verifications, and that
    /// many ask at once; and what one verification holds in Redis.
    pub(super) async fn memory(&mut self) -> Done<Memory> {
        let url = self.redis.url();
        let setup = Setup {
            simulator: &self.later,
            ..self.setup(&url)
        };
        let (server, _) = Server::ringcode(self.places, setup).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut memory = Memory {
            idle: server.process.memory(),
            ..Memory::default()
        };
        self.redis.empty().await?;
        let before = (self.redis.bytes().await?, self.redis.keys().await?);
        for part in 1..=PARTS {
            let people = self.crowd.people(self.plan.lived / PARTS);
            let (sent, verifications) = drive(server.target, Action::Send, people, 16).await?;
            if let Some(complaint) = sent.complaint {
                return Err(format!("send: {complaint}").into());
            }
            let now = (self.redis.bytes().await?, self.redis.keys().await?);
            let lived = (self.plan.lived / PARTS * part) as f64;
            memory.bytes_per_verification = now.0.saturating_sub(before.0) as f64 / lived;
            memory.keys_per_verification = now.1.saturating_sub(before.1) as f64 / lived;
            drive(server.target, Action::Page, verifications, 16).await?;
            memory
                .after_verifications
                .push((lived as usize, server.process.memory()));
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        memory.after = server.process.memory();
        let people = self.crowd.people(self.plan.people / 3);
        drive(server.target, Action::Send, people, 256).await?;
        memory.crowded = server.process.memory();
        self.redis.empty().await?;
        Ok(memory)
    }

    pub(super) async fn sizes(&self, port: u16) -> Done<Vec<Size>> {
        let mut sizes = sizes::of_site(&self.places.site)?;
        let html = Client::to(port).ask(Ask::get("/")).await?.body;
        sizes.push(Size::of("HTML", &html)?);
        let code = Size::sum("WASM + JS", &sizes[..2]);
        let all = Size::sum("first page", &sizes);
        sizes.extend([code, all]);
        Ok(sizes)
    }

    /// Measures when the page can be used in a slow browser on a slow network.
    pub(super) fn browser(&self, port: u16) -> Done<Value> {
        let output = Command::new("node")
            .arg(&self.places.browser)
            .arg(format!("http://127.0.0.1:{port}/"))
            .output()?;
        if !output.status.success() {
            return Err(format!("browser: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
