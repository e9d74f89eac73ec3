//! The order of a run.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::Done;
use crate::bare::Shape;
use crate::client::{Ask, Client};
use crate::flow::{Crowd, Flow};
use crate::load::drive;
use crate::prepare::prepare;
use crate::proxy::Proxy;
use crate::report::{Memory, Report, Shapes};
use crate::series::{Finding, Runner, in_turns};
use crate::sizes::{self, Size};
use crate::stage::{Places, Server, Setup, Simulator};
use crate::store::{Cluster, Redis};
use crate::target::Act;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rounds of each measurement.
    rounds: usize,
    /// People of one measurement at 16 connections, over all rounds.
    people: usize,
    /// The same for the peers that are slow.
    few: usize,
    /// Flows after which memory is looked at.
    lived: usize,
    /// Starts of which the middle one is told.
    starts: usize,
}

/// A few minutes.
pub const FULL: Plan = Plan {
    rounds: 3,
    people: 15_000,
    few: 2_400,
    lived: 100_000,
    starts: 5,
};

/// Enough to see that everything works, and large changes.
pub const QUICK: Plan = Plan {
    rounds: 2,
    people: 2_000,
    few: 300,
    lived: 10_000,
    starts: 3,
};

/// Looks at memory while many flows pass.
const PARTS: usize = 4;

/// All that stands while servers are measured.
struct Run<'a> {
    places: &'a Places,
    plan: Plan,
    crowd: Crowd,
    redis: Redis,
    /// Its phones receive at once, and its receipts come at once.
    simulator: Simulator,
    /// Its receipts come when the measurement is over.
    later: Simulator,
    findings: Vec<Finding>,
}

/// Those who are compared.
struct Field {
    ours: Server,
    /// Ours again, but that its texts' receipts come later.
    sender: Server,
    bare: Server,
    node: Server,
    better: Server,
    django: Server,
}

/// Measures everything.
pub async fn run(places: &Places, plan: Plan) -> Done<Report> {
    let mut run = Run {
        places,
        plan,
        crowd: Crowd::from(0),
        redis: Redis::start(&places.folder).await?,
        simulator: Simulator::start(places, "0.001").await?,
        later: Simulator::start(places, "10").await?,
        findings: Vec::new(),
    };
    let cold_start = run.cold_start().await?;
    let shapes = run.shapes().await?;
    let field = run.field(shapes).await?;
    let memory = run.memory().await?;
    let sizes = run.sizes(field.ours.target.port).await?;
    let sent = run.sends(&field).await?;
    run.receipts(&field).await?;
    run.looks_and_mistakes(&field, sent).await?;
    run.verifications(&field).await?;
    let browser = run.browser(field.ours.target.port)?;
    let peers = [&field.node, &field.better, &field.django];
    let peers = peers.map(|peer| (peer.target.kind.name(), peer.process.memory()));
    drop(field);
    run.two_processes().await?;
    let exact = run.one_number_on_two_processes().await?;
    run.cluster().await?;
    Ok(Report {
        findings: run.findings,
        shapes,
        cold_start,
        memory,
        peers,
        sizes,
        browser,
        exact,
    })
}

impl Run<'_> {
    fn setup<'a>(&'a self, redis: &'a str) -> Setup<'a> {
        Setup {
            redis,
            simulator: &self.simulator,
            threads: None,
        }
    }

    /// From the start of the process until it has answered with its page.
    async fn cold_start(&self) -> Done<f64> {
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

    /// How often each act asks Redis, seen one request at a time.
    async fn shapes(&mut self) -> Done<Shapes> {
        let proxy = Proxy::start(self.redis.port).await?;
        let url = format!("redis://127.0.0.1:{}", proxy.port);
        let later = Setup {
            simulator: &self.later,
            ..self.setup(&url)
        };
        let (quick, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let (server, _) = Server::ringcode(self.places, later).await?;
        // The first of each act teaches Redis the scripts.
        let people = self.crowd.people(20);
        let warm = prepare(quick.target, self.simulator.port, people).await?;
        drive(server.target, Act::Wrong, warm.clone(), 1).await?;
        let (_, warm) = drive(server.target, Act::Verify, warm, 1).await?;
        drive(server.target, Act::Page, warm, 1).await?;
        let people = self.crowd.people(50);
        let known = prepare(quick.target, self.simulator.port, people).await?;
        drop(quick);
        let fresh = self.crowd.people(50);
        let (send, sent) = self.shape(&server, &proxy, Act::Send, fresh).await?;
        Ok(Shapes {
            send,
            page: self
                .shape(&server, &proxy, Act::Page, sent.clone())
                .await?
                .0,
            wrong: self.shape(&server, &proxy, Act::Wrong, sent).await?.0,
            verify: self.shape(&server, &proxy, Act::Verify, known).await?.0,
        })
    }

    async fn shape(
        &self,
        server: &Server,
        proxy: &Proxy,
        act: Act,
        flows: Vec<Flow>,
    ) -> Done<(Shape, Vec<Flow>)> {
        let count = flows.len() as u64;
        self.redis.reset().await?;
        let before = proxy.flights();
        let (measured, served) = drive(server.target, act, flows, 1).await?;
        if let Some(complaint) = measured.complaint {
            return Err(format!("{}: {complaint}", act.name()).into());
        }
        let rounded = |sum: u64| (sum + count / 2) / count;
        let shape = Shape {
            commands: rounded(self.redis.asked().await?),
            flights: rounded(proxy.flights() - before),
        };
        Ok((shape, served))
    }

    async fn field(&self, shapes: Shapes) -> Done<Field> {
        let (places, url) = (self.places, self.redis.url());
        let setup = self.setup(&url);
        let later = Setup {
            simulator: &self.later,
            ..setup
        };
        let (ours, _) = Server::ringcode(places, setup).await?;
        let page = places.folder.join("page");
        std::fs::create_dir_all(&page)?;
        // The same HTML as ours, so that the two pages weigh the same.
        let html = Client::to(ours.target.port).ask(Ask::get("/")).await?.body;
        std::fs::write(page.join("index.html"), html)?;
        Ok(Field {
            ours,
            sender: Server::ringcode(places, later).await?.0,
            bare: Server::bare(places, setup, [shapes.send, shapes.verify]).await?,
            node: Server::node_demo(places, setup, &page).await?,
            better: Server::better_auth(places, setup).await?,
            django: Server::django(places, setup).await?,
        })
    }

    /// Memory of a server that has done nothing, that has lived through many flows, and that
    /// many ask at once; and what one flow holds in Redis.
    async fn memory(&mut self) -> Done<Memory> {
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
            let (sent, flows) = drive(server.target, Act::Send, people, 16).await?;
            if let Some(complaint) = sent.complaint {
                return Err(format!("send: {complaint}").into());
            }
            let now = (self.redis.bytes().await?, self.redis.keys().await?);
            let lived = (self.plan.lived / PARTS * part) as f64;
            memory.bytes_per_flow = now.0.saturating_sub(before.0) as f64 / lived;
            memory.keys_per_flow = now.1.saturating_sub(before.1) as f64 / lived;
            drive(server.target, Act::Page, flows, 16).await?;
            memory
                .after_flows
                .push((lived as usize, server.process.memory()));
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        memory.after = server.process.memory();
        let people = self.crowd.people(self.plan.people / 3);
        drive(server.target, Act::Send, people, 256).await?;
        memory.crowded = server.process.memory();
        self.redis.empty().await?;
        Ok(memory)
    }

    /// Texts at 16 and 256 connections; the people of ours who were sent one.
    async fn sends(&mut self, field: &Field) -> Done<Vec<Flow>> {
        let plan = self.plan;
        let all = [
            (&field.sender, plan.people),
            (&field.bare, plan.people),
            (&field.node, plan.people / 2),
            (&field.better, plan.few),
            (&field.django, plan.few),
        ];
        let mut sent = self.turns(&all, Act::Send, 16, "").await?;
        sent.extend(self.turns(&all[..3], Act::Send, 256, "").await?);
        Ok(sent)
    }

    /// Texts whose two receipts come while more are sent.
    async fn receipts(&mut self, field: &Field) -> Done<()> {
        let all = [(&field.ours, self.plan.people)];
        self.turns(&all, Act::Send, 16, "receipts included").await?;
        Ok(())
    }

    /// Pages of those who were sent a text, and their wrong guesses.
    async fn looks_and_mistakes(&mut self, field: &Field, sent: Vec<Flow>) -> Done<()> {
        let rounds = self.plan.rounds;
        for connections in [16, 256] {
            let node = self.crowd.people(sent.len() / 2);
            let runners = vec![
                Runner::new(&field.ours, &self.redis, sent.clone(), rounds),
                Runner::new(&field.node, &self.redis, node, rounds),
            ];
            let (found, _) = in_turns(runners, Act::Page, connections, "").await?;
            self.findings.extend(found);
        }
        // A stranger's page: the form for the number, with every country.
        let strangers = self.crowd.people(sent.len());
        let runner = Runner::new(&field.ours, &self.redis, strangers, rounds);
        let (found, _) = in_turns(vec![runner], Act::Page, 16, "first visit").await?;
        self.findings.extend(found);
        for connections in [16, 256] {
            let runner = Runner::new(&field.ours, &self.redis, sent.clone(), rounds);
            let (found, _) = in_turns(vec![runner], Act::Wrong, connections, "").await?;
            self.findings.extend(found);
        }
        Ok(())
    }

    /// Right codes at 16 and 256 connections.
    async fn verifications(&mut self, field: &Field) -> Done<()> {
        let plan = self.plan;
        let all = [
            (&field.ours, plan.people),
            (&field.bare, plan.people),
            (&field.node, plan.people),
            (&field.better, plan.few),
            (&field.django, plan.few),
        ];
        self.turns(&all, Act::Verify, 16, "").await?;
        self.turns(&all[..3], Act::Verify, 256, "").await?;
        Ok(())
    }

    /// Has new people of each server act in turns.
    async fn turns(
        &mut self,
        servers: &[(&Server, usize)],
        act: Act,
        connections: usize,
        note: &'static str,
    ) -> Done<Vec<Flow>> {
        let mut crowds = Vec::new();
        for (server, count) in servers {
            let people = self.crowd.people(*count);
            crowds.push(match act {
                Act::Verify => self.known(server, people).await?,
                _ => people,
            });
        }
        let runners = servers.iter().zip(crowds).map(|((server, _), people)| {
            Runner::new(server, &self.redis, people, self.plan.rounds)
        });
        let (found, ours) = in_turns(runners.collect(), act, connections, note).await?;
        self.findings.extend(found);
        Ok(ours)
    }

    /// The people, once they know their codes. The bare route knows none.
    async fn known(&self, server: &Server, people: Vec<Flow>) -> Done<Vec<Flow>> {
        match server.target.kind {
            crate::target::Kind::Bare => Ok(people),
            _ => prepare(server.target, self.simulator.port, people).await,
        }
    }

    async fn sizes(&self, port: u16) -> Done<Vec<Size>> {
        let mut sizes = sizes::of_site(&self.places.site)?;
        let html = Client::to(port).ask(Ask::get("/")).await?.body;
        sizes.push(Size::of("HTML", &html)?);
        let code = Size::sum("WASM + JS", &sizes[..2]);
        let all = Size::sum("first page", &sizes);
        sizes.extend([code, all]);
        Ok(sizes)
    }

    /// When the page can be used in a slow browser on a slow network.
    fn browser(&self, port: u16) -> Done<Value> {
        let output = Command::new("node")
            .arg(&self.places.browser)
            .arg(format!("http://127.0.0.1:{port}/"))
            .output()?;
        if !output.status.success() {
            return Err(format!("browser: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// One process of one thread, then two of them: what a second one adds.
    async fn two_processes(&mut self) -> Done<()> {
        let url = self.redis.url();
        let one = Setup {
            threads: Some(1),
            ..self.setup(&url)
        };
        let (first, _) = Server::ringcode(self.places, one).await?;
        let (second, _) = Server::ringcode(self.places, one).await?;
        let people = self.crowd.people(self.plan.people);
        let alone = self.known(&first, people).await?;
        let people = self.crowd.people(self.plan.people);
        let both = self.known(&first, people).await?;
        let runner = Runner::new(&first, &self.redis, alone, self.plan.rounds);
        let (found, _) = in_turns(vec![runner], Act::Verify, 16, "one thread").await?;
        self.findings.extend(found);
        let (half, other) = both.split_at(both.len() / 2);
        let half = Runner::new(&first, &self.redis, half.to_vec(), 1);
        let other = Runner::new(&second, &self.redis, other.to_vec(), 1);
        let together = tokio::try_join!(
            in_turns(vec![half], Act::Verify, 8, "two processes, first"),
            in_turns(vec![other], Act::Verify, 8, "two processes, second"),
        )?;
        self.findings.extend(together.0.0);
        self.findings.extend(together.1.0);
        Ok(())
    }

    /// Many browsers at once ask two processes for a text to one number: as many as one
    /// number may get in ten minutes.
    async fn one_number_on_two_processes(&mut self) -> Done<usize> {
        let url = self.redis.url();
        let (first, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let (second, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let number = self.crowd.people(1).remove(0).number;
        let mut people = self.crowd.people(60);
        people
            .iter_mut()
            .for_each(|flow| flow.number.clone_from(&number));
        let others = people.split_off(30);
        let (ones, others) = tokio::try_join!(
            drive(first.target, Act::Send, people, 30),
            drive(second.target, Act::Send, others, 30),
        )?;
        Ok(ones.0.requests + others.0.requests)
    }

    /// Right codes on a Redis Cluster.
    async fn cluster(&mut self) -> Done<()> {
        let cluster = Cluster::start(&self.places.folder).await?;
        let url = cluster.url();
        let (server, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let people = self.crowd.people(self.plan.people);
        let known = self.known(&server, people).await?;
        let runner = Runner::new(&server, &cluster.nodes[0], known, self.plan.rounds);
        let (found, _) = in_turns(vec![runner], Act::Verify, 16, "three-master cluster").await?;
        self.findings.extend(found);
        Ok(())
    }
}
