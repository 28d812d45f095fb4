# Thin: what is done stands in scripts/. `make help` lists the targets.
.PHONY: help run build test check bench e2e chaos model

help: ## this list
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | while IFS='|' read -r name text; do printf '  make %-7s %s\n' "$$name" "$$text"; done

run: ## set up, build, make the demo shop, serve it at http://localhost:3000
	@scripts/run

build: ## one release binary with its site folder beside it
	@scripts/setup run
	@scripts/build --release
	@bash -euc '. scripts/environment; place release; echo "built: $$target/release/vitrine"'

test: ## everything: Rust tests on SQLite and PostgreSQL, then the browser
	@scripts/test

check: ## format, lints of both halves, rules of the repository
	@scripts/check

bench: ## the figures: search, store, turn, import
	@scripts/bench

e2e: ## the browser tests alone
	@scripts/test browser

chaos: ## kill -9 in the middle of imports and turns, on both databases
	@scripts/chaos

model: ## fetch the embedding model into the cache folder
	@bash -euc '. scripts/environment; scripts/model "$$model"; echo "model: $$model"'
