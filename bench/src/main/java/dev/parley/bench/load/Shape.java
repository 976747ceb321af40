package dev.parley.bench.load;

import java.util.Locale;

/** How much text the generated spans carry. */
enum Shape {
  /** Agents with their conversations: some 2.3 KB of text a span, most of it on the model calls. */
  AGENTS(3000, 1200, 1500, 0),
  /** Spans of 0.6 KB on the wire, without text. */
  SMALL(0, 0, 0, 0),
  /** 4 KiB of text on every span. */
  LARGE(2048, 2048, 4096, 4096);

  /** Characters of a model call's input. */
  final int input;

  /** Characters of a model call's output. */
  final int output;

  /** Characters of what a tool gives back. */
  final int result;

  /** Characters that requests and agents carry. */
  final int other;

  Shape(int input, int output, int result, int other) {
    this.input = input;
    this.output = output;
    this.result = result;
    this.other = other;
  }

  /** The name as the command line takes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
