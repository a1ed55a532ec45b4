//! The page in a browser. Runs where Chromium is installed, and says so where it is not.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::reports::{COMMENT, Format, Links, render};
use zoom_codegen::diff::Report;

use super::sample::{hostile, large, ordinary};

/// The browser, if there is one; `CHROMIUM` names another.
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let installed = std::env::split_paths(&path).flat_map(|dir| names.map(|name| dir.join(name)));
    named.into_iter().chain(installed).find(|program| program.is_file())
}

/// What a page became.
struct Seen {
    dom: String,
    console: Vec<String>,
}

/// Opens the page, with this after its address, and waits until its scripts have run.
fn open(browser: &Path, page: &str, hash: &str) -> Seen {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.html");
    fs::write(&file, page).unwrap();
    let (out, log) = (dir.path().join("dom"), dir.path().join("log"));
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--enable-logging=stderr", "--no-first-run", "--disable-background-networking"])
        .args(["--virtual-time-budget=3000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg(format!("file://{}{hash}", file.display()))
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the browser does not come to an end: {}", fs::read_to_string(&log).unwrap());
        }
        sleep(Duration::from_millis(50));
    }
    let log = fs::read_to_string(log).unwrap();
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Seen { dom: fs::read_to_string(out).unwrap(), console }
}

impl Seen {
    #[track_caller]
    fn silent(self) -> Seen {
        assert_eq!(self.console, Vec::<String>::new(), "the console has something to say");
        self
    }

    /// `2 of 4 changes`.
    fn shown(&self) -> &str {
        let at = self.dom.find("<output").unwrap_or_else(|| panic!("no output in {}", self.dom));
        let rest = &self.dom[at..];
        let begin = rest.find('>').unwrap() + 1;
        &rest[begin..rest.find("</output>").unwrap()]
    }

    fn visible(&self) -> usize {
        let articles = self.dom.split("<article ").skip(1);
        articles.filter(|article| !article[..article.find('>').unwrap()].contains("hidden")).count()
    }
}

fn page(report: &Report) -> String {
    render(report, Format::Html, &Links::default(), COMMENT).unwrap()
}

/// The page with a script of the test at its end, which its policy is told of by being taken away.
fn with_script(page: &str, script: &str) -> String {
    let begin = page.find("<meta http-equiv").unwrap();
    let end = begin + page[begin..].find("\n").unwrap();
    let script = format!("<script>{script}</script></body>");
    format!("{}{}", &page[..begin], &page[end..]).replace("</body>", &script)
}

/// Presses keys and buttons like a person, and notes after each how many changes are shown.
const ACTIONS: &str = r#"
  const said = [];
  const note = (what) => said.push(what + "=" + document.querySelectorAll("article:not([hidden])").length);
  const key = (key) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  note("begin");
  key("1"); note("without breaking");
  key("2"); note("without additive");
  key("Escape"); note("escape");
  document.querySelector("button[data-choose=Users]").click(); note("users");
  document.getElementById("reset").click(); note("reset");
  const rule = document.getElementById("rule");
  rule.value = "text-changed"; rule.dispatchEvent(new Event("input", { bubbles: true })); note("rule");
  key("Escape");
  key("/");
  said.push("focus=" + document.activeElement.id);
  const search = document.getElementById("search");
  search.value = "NICK users"; search.dispatchEvent(new Event("input", { bubbles: true })); note("search");
  search.value = "nowhere"; search.dispatchEvent(new Event("input", { bubbles: true })); note("none");
  said.push("nothing=" + !document.getElementById("nothing").hidden);
  key("Escape"); key("j"); key("j"); key("k");
  said.push("at=" + document.activeElement.id);
  said.push("link=" + document.activeElement.querySelector("a.permalink").hash);
  const before = getComputedStyle(document.body).backgroundColor; key("d");
  said.push("theme=" + (before !== getComputedStyle(document.body).backgroundColor));
  document.title = said.join(";");
"#;

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else {
        println!(
            "no Chromium here: the page was not tried in a browser (set CHROMIUM to its path)"
        );
        return;
    };
    let ordinary = page(&ordinary());
    let all = open(&browser, &ordinary, "").silent();
    assert_eq!((all.shown(), all.visible()), ("4 changes", 4));
    let some =
        open(&browser, &ordinary, "#without=additive%2Cdocumentation&product=Users").silent();
    assert_eq!((some.shown(), some.visible()), ("1 of 4 changes", 1));
    let unknown = open(&browser, &ordinary, "#product=Gone&rule=gone&search=%3Cb%3E").silent();
    assert_eq!(unknown.shown(), "0 of 4 changes");

    let acted = open(&browser, &with_script(&ordinary, ACTIONS), "").silent();
    let title =
        &acted.dom[acted.dom.find("<title>").unwrap() + 7..acted.dom.find("</title>").unwrap()];
    assert_eq!(
        title,
        "begin=4;without breaking=2;without additive=1;escape=4;users=3;reset=4;rule=1;focus=search;\
         search=1;none=0;nothing=true;at=response-field-type-changed:users.User.emails;\
         link=#response-field-type-changed:users.User.emails;theme=true"
    );

    // A link to a change shows it, whatever the address of the filters was.
    let address = "#text-changed:users.User.status";
    let linked = open(
        &browser,
        &with_script(&ordinary, "document.title = document.activeElement.id"),
        address,
    );
    assert_eq!(linked.visible(), 4);
    assert!(linked.dom.contains("<title>text-changed:users.User.status</title>"), "{}", linked.dom);

    let hostile = open(&browser, &page(&hostile()), "").silent();
    assert_eq!(hostile.visible(), 3);
    let large = open(&browser, &page(&large()), "#search=breaking_7%20users.yaml").silent();
    assert_eq!((large.shown(), large.visible()), ("11 of 1800 changes", 11));
}

#[test]
fn the_policy_stops_what_is_not_ours() {
    let Some(browser) = browser() else { return };
    let script = "<script>document.title = 'taken over'</script><img src=\"https://example.com/a.png\"></body>";
    let page = page(&ordinary()).replace("</body>", script);
    let seen = open(&browser, &page, "");
    assert!(!seen.dom.contains("taken over</title>"), "{}", seen.dom);
    assert!(
        seen.console.iter().any(|line| line.contains("Content Security Policy")),
        "{:?}",
        seen.console
    );
}
