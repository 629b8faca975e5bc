//! Stand-ins for the services that show source code, by their published APIs: Sourcify's version 2 and Etherscan's
//! version 2. They compile what they are sent with the pinned compiler and compare it with the code on the chain.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use alloy::{
    primitives::{Address, B256, Bytes, hex, keccak256},
    transports::http::reqwest::Url,
};
use serde_json::{Value, json};

use crate::{Anvil, solc::compile};

/// What the service does with the first requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It is quick and well.
    Willing,
    /// It is overloaded twice, and does not see the contract at first.
    Busy,
    /// It is always overloaded.
    Overloaded,
}

/// How contracts were made at their addresses: by whom, with which salt.
pub type Makers = Vec<(Address, B256)>;

/// A running service. Its threads end with the process.
#[derive(Clone, Debug)]
pub struct Verifier {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    chain: String,
    code: BTreeMap<Address, Bytes>,
    makers: Makers,
    manner: Manner,
    key: String,
    requests: usize,
    unseen: BTreeSet<Address>,
    shown: BTreeSet<Address>,
    jobs: Vec<Job>,
    seen: Vec<String>,
}

#[derive(Debug)]
struct Job {
    address: Address,
    outcome: Result<(), String>,
    looks: usize,
}

struct Request {
    method: String,
    url: Url,
    kind: String,
    body: String,
}

impl Verifier {
    /// Starts both services before the contracts at these addresses.
    ///
    /// # Panics
    /// When there is no free port.
    #[must_use]
    pub fn start(anvil: &Anvil, addresses: &[Address], makers: Makers, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            chain: "31337".to_owned(),
            code: addresses.iter().map(|address| (*address, anvil.code(*address))).collect(),
            makers,
            manner,
            key: "good-key".to_owned(),
            requests: 0,
            unseen: addresses.iter().copied().collect(),
            shown: BTreeSet::new(),
            jobs: Vec::new(),
            seen: Vec::new(),
        };
        let verifier = Self { url, state: Arc::new(Mutex::new(state)) };
        let shared = Arc::clone(&verifier.state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || drop(serve(&stream, &state)));
            }
        });
        verifier
    }

    /// The base of Sourcify's API.
    #[must_use]
    pub fn sourcify(&self) -> String {
        format!("{}/server", self.url)
    }

    /// Etherscan's API.
    #[must_use]
    pub fn etherscan(&self) -> String {
        format!("{}/v2/api", self.url)
    }

    /// The key that Etherscan's API accepts.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        "good-key"
    }

    /// Method and path of every request.
    ///
    /// # Panics
    /// When a thread of the service has panicked.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.state.lock().unwrap().seen.clone()
    }

    /// The contracts whose source is shown.
    ///
    /// # Panics
    /// When a thread of the service has panicked.
    #[must_use]
    pub fn shown(&self) -> Vec<Address> {
        self.state.lock().unwrap().shown.iter().copied().collect()
    }

    /// Forgets what is shown.
    ///
    /// # Panics
    /// When a thread of the service has panicked.
    pub fn forget(&self) {
        self.state.lock().unwrap().shown.clear();
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let Some(request) = read(stream)? else { return Ok(()) };
    let mut state = state.lock().unwrap();
    state.requests += 1;
    let path = request.url.path().to_owned();
    state.seen.push(format!("{} {path}", request.method));
    let overloaded = match state.manner {
        Manner::Willing => false,
        Manner::Busy => state.requests <= 2,
        Manner::Overloaded => true,
    };
    let (status, body) = if overloaded {
        let status = if state.requests % 2 == 1 { 503 } else { 429 };
        (status, json!({ "message": "later" }))
    } else if let Some(path) = path.strip_prefix("/server/") {
        let parts: Vec<&str> = path.split('/').collect();
        sourcify(&mut state, &request, &parts)
    } else if path == "/v2/api" {
        (200, etherscan(&mut state, &request))
    } else {
        (404, json!({ "customCode": "route_not_found", "message": path }))
    };
    let text = body.to_string();
    let mut stream = stream;
    let head = "content-type: application/json\r\nretry-after: 0\r\nconnection: close\r\n";
    write!(stream, "HTTP/1.1 {status} X\r\n{head}content-length: {}\r\n\r\n{text}", text.len())
}

fn read(stream: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default());
    let url = format!("http://service{target}").parse().unwrap();
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        } else if let Some(value) = lower.strip_prefix("content-type:") {
            value.trim().clone_into(&mut kind);
        } else if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { method, url, kind, body: String::from_utf8(body).unwrap() }))
}

fn sourcify(state: &mut State, request: &Request, parts: &[&str]) -> (u16, Value) {
    let failed = |status, code: &str, message: String| {
        (status, json!({ "customCode": code, "message": message, "errorId": "0" }))
    };
    match (request.method.as_str(), parts) {
        ("POST", ["v2", "verify", chain, address]) => {
            if *chain != state.chain {
                return failed(404, "unsupported_chain", format!("The chain {chain} is not supported"));
            }
            let Ok(address) = address.parse::<Address>() else {
                return failed(400, "invalid_parameter", (*address).to_owned());
            };
            if state.shown.contains(&address) {
                return failed(409, "already_verified", format!("Contract {address} is already verified"));
            }
            match submission(state, address, request) {
                Ok(outcome) => {
                    state.jobs.push(Job { address, outcome, looks: 0 });
                    (202, json!({ "verificationId": job_id(state.jobs.len() - 1) }))
                }
                Err(message) => failed(400, "invalid_parameter", message),
            }
        }
        ("GET", ["v2", "verify", id]) => {
            let place =
                state.jobs.iter().enumerate().map(|(place, _)| place).find(|place| job_id(*place) == *id);
            place.map_or_else(
                || failed(404, "job_not_found", (*id).to_owned()),
                |place| (200, looked_at(state, place)),
            )
        }
        _ => failed(404, "route_not_found", request.url.path().to_owned()),
    }
}

/// The body as the API describes it, and whether its source compiles to the code.
fn submission(state: &State, address: Address, request: &Request) -> Result<Result<(), String>, String> {
    if request.kind != "application/json" {
        return Err(format!("content type {}", request.kind));
    }
    let body: Value = serde_json::from_str(&request.body).map_err(|error| error.to_string())?;
    let fields = body.as_object().ok_or("no object")?;
    let known = ["stdJsonInput", "compilerVersion", "contractIdentifier", "creationTransactionHash"];
    if let Some(unknown) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("unknown {unknown}"));
    }
    if let Some(hash) = body["creationTransactionHash"].as_str() {
        hash.parse::<B256>().map_err(|error| error.to_string())?;
    }
    let text = |name: &str| body[name].as_str().ok_or(format!("{name} is missing"));
    let (version, identifier) = (text("compilerVersion")?, text("contractIdentifier")?);
    is_version(version)?;
    let input =
        body.get("stdJsonInput").filter(|input| input.is_object()).ok_or("stdJsonInput is missing")?;
    Ok(matches(state, address, input, identifier).map(drop))
}

fn is_version(text: &str) -> Result<(), String> {
    let (number, commit) = text.split_once("+commit.").ok_or(format!("version {text}"))?;
    let is_number = number.split('.').filter(|part| part.parse::<u16>().is_ok()).count() == 3;
    let is_commit = commit.len() == 8 && commit.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_number && is_commit { Ok(()) } else { Err(format!("version {text}")) }
}

/// Compiles, and compares with the code wherever no immutable stands; the creation code is the answer.
fn matches(state: &State, address: Address, input: &Value, identifier: &str) -> Result<Bytes, String> {
    let code = state.code.get(&address).filter(|code| !code.is_empty()).ok_or("there is no code")?;
    let (path, name) = identifier.rsplit_once(':').ok_or("the identifier names no file")?;
    let output = compile(input);
    let contract = &output["contracts"][path][name]["evm"];
    let object = |part: &str| -> Result<Bytes, String> {
        let object = contract[part]["object"].as_str().ok_or(format!("the source has no {identifier}"))?;
        object.parse().map_err(|_| format!("{part} is no code"))
    };
    let (compiled, creation) = (object("deployedBytecode")?, object("bytecode")?);
    let mut masked = vec![false; compiled.len()];
    let references = contract["deployedBytecode"]["immutableReferences"].as_object();
    for range in references.into_iter().flatten().flat_map(|(_, ranges)| ranges.as_array().unwrap()) {
        let number = |name: &str| usize::try_from(range[name].as_u64().unwrap()).unwrap();
        masked[number("start")..number("start") + number("length")].fill(true);
    }
    let same = compiled.len() == code.len()
        && (0..code.len()).all(|place| masked[place] || code[place] == compiled[place]);
    if same { Ok(creation) } else { Err("the source compiles to other code".to_owned()) }
}

fn job_id(place: usize) -> String {
    format!("72d12273-0723-448e-a9f6-{place:012x}")
}

/// Pending at the first look, done at the second.
fn looked_at(state: &mut State, place: usize) -> Value {
    let (chain, job) = (state.chain.clone(), &mut state.jobs[place]);
    job.looks += 1;
    let contract = |found: Option<&str>| json!({ "match": found, "creationMatch": found, "runtimeMatch": found, "chainId": chain, "address": job.address });
    let id = job_id(place);
    if job.looks == 1 {
        return json!({ "isJobCompleted": false, "verificationId": id, "contract": contract(None) });
    }
    match &job.outcome {
        Ok(()) => {
            let done =
                json!({ "isJobCompleted": true, "verificationId": id, "contract": contract(Some("match")) });
            state.shown.insert(job.address);
            done
        }
        Err(message) => json!({
            "isJobCompleted": true, "verificationId": id, "contract": contract(None),
            "error": { "customCode": "no_match", "message": message, "errorId": "0" },
        }),
    }
}

fn etherscan(state: &mut State, request: &Request) -> Value {
    let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
    let said = |status: &str, result: String| json!({ "status": status, "message": if status == "1" { "OK" } else { "NOTOK" }, "result": result });
    let of = |name: &str| query.get(name).map_or("", String::as_str);
    if of("apikey") != state.key {
        return said("0", "Invalid API Key (#err2)".to_owned());
    }
    if of("chainid") != state.chain || of("module") != "contract" {
        return said("0", "Missing or unsupported chainid parameter".to_owned());
    }
    match (request.method.as_str(), of("action")) {
        ("POST", "verifysourcecode") => match explore(state, request) {
            Ok(guid) => said("1", guid),
            Err(why) => said("0", why),
        },
        ("GET", "checkverifystatus") => {
            let jobs = 0..state.jobs.len();
            let Some(place) = jobs.into_iter().find(|place| job_id(*place) == of("guid")) else {
                return said("0", "Fail - unknown guid".to_owned());
            };
            let job = &mut state.jobs[place];
            job.looks += 1;
            match &job.outcome {
                _ if job.looks == 1 => said("0", "Pending in queue".to_owned()),
                Ok(()) => {
                    let address = job.address;
                    state.shown.insert(address);
                    said("1", "Pass - Verified".to_owned())
                }
                Err(why) => said("0", format!("Fail - Unable to verify: {why}")),
            }
        }
        (method, action) => said("0", format!("no {method} {action}")),
    }
}

/// A submission to the explorer, which also wants to know with which arguments the contract was made.
fn explore(state: &mut State, request: &Request) -> Result<String, String> {
    if request.kind != "application/x-www-form-urlencoded" {
        return Err(format!("content type {}", request.kind));
    }
    let form: Url = format!("http://form/?{}", request.body).parse().unwrap();
    let form: BTreeMap<String, String> = form.query_pairs().into_owned().collect();
    let field = |name: &str| form.get(name).cloned().ok_or(format!("Missing {name}"));
    let address: Address = field("contractaddress")?.parse().map_err(|_| "Invalid address format")?;
    if state.manner == Manner::Busy && state.unseen.remove(&address) {
        return Err(format!("Unable to locate ContractCode at {address}"));
    }
    if state.shown.contains(&address) {
        return Err("Contract source code already verified".to_owned());
    }
    if field("codeformat")? != "solidity-standard-json-input" {
        return Err("Invalid code format".to_owned());
    }
    is_version(field("compilerversion")?.strip_prefix('v').ok_or("Invalid compiler version")?)?;
    let input: Value = serde_json::from_str(&field("sourceCode")?).map_err(|error| error.to_string())?;
    let arguments = form.get("constructorArguments").map_or("", String::as_str);
    let arguments = hex::decode(arguments).map_err(|error| error.to_string())?;
    let outcome = matches(state, address, &input, &field("contractname")?).and_then(|creation| {
        let hash = keccak256([&creation[..], &arguments].concat());
        let mut makers = state.makers.iter();
        let made = makers.any(|(maker, salt)| maker.create2(*salt, hash) == address);
        if made { Ok(()) } else { Err("the constructor had other arguments".to_owned()) }
    });
    state.jobs.push(Job { address, outcome, looks: 0 });
    Ok(job_id(state.jobs.len() - 1))
}
