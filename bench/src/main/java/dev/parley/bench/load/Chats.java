package dev.parley.bench.load;

import static dev.parley.bench.load.AgentTraffic.id;
import static dev.parley.bench.load.AgentTraffic.message;
import static dev.parley.bench.server.KeyValues.number;
import static dev.parley.bench.server.KeyValues.text;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Chats that resend their history and whose calls take turns, and what they take on disk if each
 * call is one row with all that it sent. Every piece of text is new.
 *
 * @param chats how many there are at a time
 * @param turns of each
 */
record Chats(int chats, int turns) {
  private static final int QUESTION = 400;
  private static final int ANSWER = 800;

  /** Spans of one request. */
  private static final int BATCH = 50;

  private static final long MILLI = 1_000_000;

  /** A call of a model: all messages that it sends, and what it gets. */
  private record Call(int chat, long startNanos, String input, String output) {}

  /** The calls as requests, in the order of their times. */
  void requests(long endNanos, Consumer<ExportTraceServiceRequest> target) {
    Random ids = new Random(endNanos);
    List<Span> spans = new ArrayList<>();
    calls(
        endNanos,
        call -> {
          spans.add(span(call, ids));
          if (spans.size() == BATCH) {
            target.accept(request(spans));
            spans.clear();
          }
        });
  }

  /**
   * Bytes of a database of the same engine, with the same compression, that holds each call's text
   * in one row.
   *
   * @param folder an empty one
   */
  long bytesInFullText(Path folder, long endNanos) throws IOException {
    Path file = folder.resolve("full.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + file + "' AS full_text (ROW_GROUP_SIZE 20480)");
      statement.execute(
          "CREATE TABLE full_text.spans (chat INTEGER, start_nanos BIGINT,"
              + " input VARCHAR USING COMPRESSION zstd, output VARCHAR USING COMPRESSION zstd)");
      try (DuckDBAppender appender =
          connection.unwrap(DuckDBConnection.class).createAppender("full_text", "main", "spans")) {
        calls(endNanos, call -> append(appender, call));
      }
      statement.execute("CHECKPOINT full_text");
      statement.execute("DETACH full_text");
    } catch (SQLException e) {
      throw new IOException("the comparison cannot be written: " + e.getMessage(), e);
    }
    return file.toFile().length();
  }

  private static void append(DuckDBAppender appender, Call call) {
    try {
      appender
          .beginRow()
          .append(call.chat())
          .append(call.startNanos())
          .append(call.input())
          .append(call.output())
          .endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("a row cannot be written", e);
    }
  }

  private void calls(long endNanos, Consumer<Call> visitor) {
    Words words = new Words(new Random(endNanos));
    List<StringBuilder> histories = new ArrayList<>();
    for (int chat = 0; chat < chats; chat++) {
      histories.add(new StringBuilder());
    }
    long start = endNanos - (long) chats * turns * MILLI;
    for (int turn = 0; turn < turns; turn++) {
      for (int chat = 0; chat < chats; chat++) {
        StringBuilder history = histories.get(chat);
        history.append(history.isEmpty() ? "" : ",").append(message("user", words.piece(QUESTION)));
        String answer = words.piece(ANSWER);
        visitor.accept(
            new Call(chat, start, "[" + history + "]", "[" + message("assistant", answer) + "]"));
        history.append(',').append(message("assistant", answer));
        start += MILLI;
      }
    }
  }

  private static Span span(Call call, Random ids) {
    return Span.newBuilder()
        .setTraceId(id(16, ids))
        .setSpanId(id(8, ids))
        .setName("chat gpt-4o")
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(call.startNanos())
        .setEndTimeUnixNano(call.startNanos() + 800 * MILLI)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.conversation.id", "chat-" + call.chat()))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-4o"))
        .addAttributes(number("gen_ai.usage.input_tokens", call.input().length() / 4))
        .addAttributes(number("gen_ai.usage.output_tokens", ANSWER / 4))
        .addAttributes(text("gen_ai.input.messages", call.input()))
        .addAttributes(text("gen_ai.output.messages", call.output()))
        .build();
  }

  private static ExportTraceServiceRequest request(List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "chats")))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }
}
