//! A small project in a folder that tests may change, and ways to run the command in it.
//!
//! How the project itself is generated is the concern of `fresh.rs`; here a run takes a fraction of a second.
#![allow(dead_code, reason = "each test program uses a part of this")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A small document with two operations; the second names a schema that exists.
pub const PETS: &str = r##"openapi: 3.0.1
info: {title: Pets, version: 1.0.0}
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters:
        - {name: petId, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
"##;

/// One more operation for [`PETS`].
pub const DELETE_PET: &str = "    delete:
      operationId: deletePet
      parameters:
        - {name: petId, in: path, required: true, schema: {type: string}}
      responses:
        '204': {description: Gone.}
";

/// [`PETS`] with the additional operation.
pub fn more_pets() -> String {
    PETS.replace("  /pets:\n", &format!("{DELETE_PET}  /pets:\n"))
}

/// A project of its own.
pub struct Project {
    dir: TempDir,
}

impl Project {
    /// A project with two documents and a module written by hand, with nothing generated.
    pub fn new() -> Project {
        let project = Project::empty();
        let mut sources =
            "[crate]\nname = \"shop\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n".to_owned();
        for name in ["pets", "users"] {
            sources.push_str(&format!(
                "\n[[document]]\nid = \"v2-{name}\"\nfile = \"v2/{name}.yaml\"\ntitle = \"{name}\"\n"
            ));
        }
        project.write("specs/sources.toml", sources);
        project.write("specs/v2/pets.yaml", PETS);
        project.write("specs/v2/users.yaml", PETS.replace("Pet", "User").replace("pet", "user"));
        project.write("templates/src/runtime/mod.rs", "//! By hand.\n");
        project.write("templates/Cargo.toml", "[dependencies]\n");
        project
    }

    /// A project without documents; what is not given here, a test writes.
    pub fn empty() -> Project {
        let project = Project { dir: tempfile::tempdir().unwrap() };
        for folder in ["specs", "templates/src"] {
            fs::create_dir_all(project.path(folder)).unwrap();
        }
        project
    }

    /// A project whose inputs are generated, with the document [`PETS`] beside it.
    pub fn generated() -> Project {
        let project = Project::new();
        project.run(&["codegen"]).code(0);
        project
    }

    /// A project with a crate made from [`PETS`] in `pets/`.
    pub fn with_pets() -> Project {
        let project = Project::new();
        project.write("pets.yaml", PETS);
        project.pets(&[]).code(0);
        project
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The command, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("--root").arg(self.root()).args(arguments).current_dir(self.root());
        command.env_remove("CLICOLOR_FORCE");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// `codegen --spec pets.yaml --out pets --name pets …`
    pub fn pets(&self, more: &[&str]) -> Ran {
        let fixed = ["codegen", "--spec", "pets.yaml", "--out", "pets", "--name", "pets"];
        self.run(&[&fixed, more].concat())
    }

    /// Everything in the project except `target/`: path → kind and content.
    pub fn everything(&self) -> BTreeMap<PathBuf, String> {
        let mut all = BTreeMap::new();
        gather(self.root(), &mut all);
        all.retain(|path, _| !path.starts_with(self.path("target")));
        all
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn code(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn out(self, part: &str) -> Ran {
        assert!(self.stdout.contains(part), "no {part:?} in stdout: {self:#?}");
        self
    }

    #[track_caller]
    pub fn err(self, part: &str) -> Ran {
        assert!(self.stderr.contains(part), "no {part:?} in stderr: {self:#?}");
        self
    }
}

/// Copies the program of a command, whose own folder may not be open to everybody. By `cp`: a program that this process
/// had open for writing while another thread starts one cannot be run ("text file busy").
#[cfg(unix)]
pub fn copy_of_program(command: &Command, to: &Path) {
    let copied = Command::new("cp").arg(command.get_program()).arg(to).status().unwrap();
    assert!(copied.success());
}

fn gather(dir: &Path, all: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let modified = entry.metadata().unwrap().modified().unwrap();
        if kind.is_symlink() {
            all.insert(path.clone(), format!("link to {:?}", fs::read_link(path).unwrap()));
        } else if kind.is_dir() {
            all.insert(path.clone(), "folder".to_owned());
            gather(&path, all);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            all.insert(path, format!("{modified:?} {text}"));
        }
    }
}
