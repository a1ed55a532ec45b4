//! One command measured: wall, CPU, memory.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context, bail};
use zoom_codegen::{Inputs, Stage};

use crate::console::Console;

/// The cost of one run of a command.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of CPU, user and system.
    pub cpu: f64,
    /// Peak of its largest process, in MiB, if GNU time is installed.
    pub memory: Option<f64>,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s | {:.2} s | ", self.wall, self.cpu)?;
        match self.memory {
            Some(memory) => write!(f, "{memory:.0} MiB"),
            None => write!(f, "-"),
        }
    }
}

/// The number of runs, and the console for progress.
pub struct Runs<'a> {
    /// Runs of each command.
    pub count: u32,
    /// Where progress goes.
    pub console: &'a Console,
}

impl Runs<'_> {
    /// The run with the median of CPU time.
    pub fn median(&self, make: impl Fn() -> anyhow::Result<Command>) -> anyhow::Result<Measured> {
        let mut all = Vec::new();
        for _ in 0..self.count {
            all.push(measured(&mut make()?)?);
        }
        median(all)
    }
}

/// The middle one by CPU time.
pub fn median(mut all: Vec<Measured>) -> anyhow::Result<Measured> {
    all.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    all.get(all.len() / 2).copied().context("nothing was run")
}

/// What one subject costs compared with another: medians of the ratios of runs that were made in turn.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    cpu: f64,
    memory: Option<f64>,
}

impl Ratio {
    /// Both lists have a run for each round.
    pub fn of(own: &[Measured], other: &[Measured]) -> Ratio {
        let pairs = || own.iter().zip(other);
        let middle = |mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied()
        };
        let cpu = middle(pairs().map(|(own, other)| own.cpu / other.cpu).collect());
        let memory = pairs().filter_map(|(own, other)| Some(own.memory? / other.memory?));
        Ratio { cpu: cpu.unwrap_or(f64::NAN), memory: middle(memory.collect()) }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CPU {:.2}", self.cpu)?;
        match self.memory {
            Some(memory) => write!(f, ", memory {memory:.2}"),
            None => Ok(()),
        }
    }
}

/// Runs a command to its end.
///
/// Its CPU time is what the process table adds to this process for children that have ended, which exists on
/// Linux; its memory is reported by GNU time, where that is installed.
pub fn measured(command: &mut Command) -> anyhow::Result<Measured> {
    let clock =
        ["/usr/bin/time", "/usr/local/bin/gtime"].into_iter().find(|path| Path::new(path).exists());
    let mut outer;
    let run = match clock {
        Some(clock) => {
            outer = Command::new(clock);
            outer.args(["-f", "%U %S %M"]).arg(command.get_program()).args(command.get_args());
            if let Some(folder) = command.get_current_dir() {
                outer.current_dir(folder);
            }
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => outer.env(name, value),
                    None => outer.env_remove(name),
                };
            }
            &mut outer
        }
        None => command,
    };
    let before = children();
    let begun = Instant::now();
    let output = run.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot run {:?}", run.get_program()))?;
    let wall = begun.elapsed().as_secs_f64();
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{:?} failed:\n{errors}", run.get_args().collect::<Vec<_>>());
    }
    let printed: Vec<f64> = match clock {
        Some(_) => errors
            .lines()
            .last()
            .unwrap_or_default()
            .split(' ')
            .filter_map(|n| n.parse().ok())
            .collect(),
        None => Vec::new(),
    };
    Ok(match printed.as_slice() {
        [user, system, kilobytes] => {
            Measured { wall, cpu: user + system, memory: Some(kilobytes / 1024.0) }
        }
        _ => Measured { wall, cpu: children() - before, memory: None },
    })
}

/// CPU seconds of children that have ended; 0 on systems that do not report them.
fn children() -> f64 {
    // Fields 16 and 17 of proc_pid_stat(5), in ticks of a hundredth of a second; the name before may contain spaces.
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    rest.split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// Runs a command whose output is for the person.
pub fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("cannot run {:?}", command.get_program()))?;
    if !status.success() {
        bail!("{:?} failed", command.get_args().collect::<Vec<_>>());
    }
    Ok(())
}

/// Where cargo puts what it builds.
pub fn target_folder(root: &Path) -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = root.join(named.unwrap_or_else(|| "target".into()));
    folder.is_dir().then_some(folder).context("nothing was built yet")
}

/// Milliseconds of each stage, the median of several runs on one thread.
pub fn stages(inputs: &Inputs, runs: u32) -> anyhow::Result<Vec<(Stage, f64)>> {
    let inputs =
        Inputs { specs: inputs.specs.clone(), templates: inputs.templates.clone(), threads: 1 };
    let mut times: Vec<(Stage, Vec<f64>)> = Vec::new();
    for _ in 0..runs {
        let begun: Mutex<Vec<(Stage, Instant)>> = Mutex::new(Vec::new());
        let watch = |stage: Stage| {
            if let Ok(mut begun) = begun.lock() {
                begun.push((stage, Instant::now()));
            }
        };
        if zoom_codegen::generate(&inputs, &watch).is_err() {
            bail!("the documents do not generate; `cargo xtask codegen` prints the reason");
        }
        let end = Instant::now();
        let begun = begun.into_inner().unwrap_or_default();
        let ends = begun.iter().skip(1).map(|(_, at)| *at).chain([end]);
        // The first stages begin with each document.
        let mut sums: Vec<(Stage, f64)> = Vec::new();
        for ((stage, at), end) in begun.iter().zip(ends) {
            let time = end.duration_since(*at).as_secs_f64() * 1000.0;
            match sums.iter_mut().find(|(known, _)| known == stage) {
                Some((_, sum)) => *sum += time,
                None => sums.push((*stage, time)),
            }
        }
        for (stage, time) in sums {
            match times.iter_mut().find(|(known, _)| *known == stage) {
                Some((_, list)) => list.push(time),
                None => times.push((stage, vec![time])),
            }
        }
    }
    Ok(times
        .into_iter()
        .map(|(stage, mut list)| {
            list.sort_by(f64::total_cmp);
            (stage, list.get(list.len() / 2).copied().unwrap_or_default())
        })
        .collect())
}
