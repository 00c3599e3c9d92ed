//! The codec: what each operation sends, and what each answer becomes. No client, clock or IO.

#[path = "../support/mod.rs"]
mod support;

mod list_answer;
mod model;
mod model_random;
mod requests;
mod rpc_status;
mod rpc_status_limits;
mod start_answer;
mod start_request;
