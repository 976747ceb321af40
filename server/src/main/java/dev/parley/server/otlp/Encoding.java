package dev.parley.server.otlp;

/** How an OTLP message is written. */
enum Encoding {
  PROTOBUF,
  JSON
}
