# Short names for plain commands. Nothing here is needed: each line works when typed.

# Lists the recipes.
default:
    @just --list

# Compiles everything, tests too.
check:
    cargo check --workspace --all-targets --locked

# Everything that a change has to pass.
test:
    ./run test

# The demonstration; arguments go to `drokpa demo`.
demo *ARGS:
    ./run demo {{ARGS}}

# Seasons of a simulated branch, each under one seed (docs/testing.md).
sim SEEDS="300":
    DROKPA_SEEDS={{SEEDS}} cargo test --release --locked -p drokpa-core --test it simulation -- --nocapture

# Benchmarks, where a crate has any.
bench:
    cargo bench --workspace --locked

# The randomised tests with many more cases than usual, the simulation with thousands of seeds.
soak CASES="20000" SEEDS="5000":
    PROPTEST_CASES={{CASES}} DROKPA_SEEDS={{SEEDS}} cargo test --release --locked --workspace

# Schemathesis against a running hub: more cases than in every run of the tests.
openapi EXAMPLES="200" SEED="1":
    EXAMPLES={{EXAMPLES}} SEED={{SEED}} server/tests/schemathesis.sh

# Formats the code.
fmt:
    cargo fmt --all

# The reference of all crates.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --workspace --locked

# Lints, then licences and bans.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings
    cargo deny check
