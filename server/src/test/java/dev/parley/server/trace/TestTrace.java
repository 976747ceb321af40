package dev.parley.server.trace;

import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.UsageRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A trace told span by span; ids count from 1, times are in seconds. */
final class TestTrace {
  private static final long SECOND = 1_000_000_000L;

  /** One span; each method sets a fact. */
  static final class Builder {
    private final long id;
    private final Kind kind;
    private long parent;
    private long start;
    private long seconds = 1000;
    private OtelKind otelKind = OtelKind.INTERNAL;
    private String scope = "framework";
    private Mark mark;
    private String model;
    private String answeredBy;
    private String responseId;
    private SpanFacts.Tokens usage;
    private boolean cost;
    private boolean content;
    private String tool;
    private String callId;
    private String conversation;
    private String user;
    private String agentId;
    private String agent;

    Builder(long id, Kind kind) {
      this.id = id;
      this.kind = kind;
      this.start = 1;
    }

    Builder under(long value) {
      parent = value;
      return this;
    }

    Builder at(long startSecond, long duration) {
      start = startSecond;
      seconds = duration;
      return this;
    }

    Builder client() {
      otelKind = OtelKind.CLIENT;
      scope = "client";
      return this;
    }

    Builder server() {
      otelKind = OtelKind.SERVER;
      scope = "server";
      return this;
    }

    Builder mark(Mark value) {
      mark = value;
      return this;
    }

    Builder model(String asked) {
      model = asked;
      return this;
    }

    Builder answeredBy(String value) {
      answeredBy = value;
      return this;
    }

    Builder response(String value) {
      responseId = value;
      return this;
    }

    Builder tokens(long input, long output) {
      usage = new SpanFacts.Tokens(input, output, input + output);
      return this;
    }

    Builder cost() {
      cost = true;
      return this;
    }

    Builder content() {
      content = true;
      return this;
    }

    Builder tool(String name, String toolCallId) {
      tool = name;
      callId = toolCallId;
      return this;
    }

    Builder conversation(String value) {
      conversation = value;
      return this;
    }

    Builder user(String value) {
      user = value;
      return this;
    }

    Builder agent(String value, String name) {
      agentId = value;
      agent = name;
      return this;
    }

    private SpanFacts build() {
      return new SpanFacts(
          id,
          parent,
          start * SECOND,
          seconds * SECOND,
          kind,
          otelKind,
          scope,
          mark,
          model,
          answeredBy,
          responseId,
          usage,
          cost,
          content,
          tool,
          callId,
          conversation,
          user,
          agentId,
          agent);
    }
  }

  private final List<Builder> spans = new ArrayList<>();

  Builder span(Kind kind) {
    Builder builder = new Builder(spans.size() + 1L, kind);
    spans.add(builder);
    return builder;
  }

  Builder call(long input, long output) {
    return span(Kind.MODEL_CALL).model("gpt-4o").tokens(input, output);
  }

  List<SpanFacts> facts() {
    return spans.stream().map(Builder::build).toList();
  }

  /** Judged, in a hundred orders of arrival that must all say the same. */
  Map<Long, Standing> judge() {
    List<SpanFacts> facts = new ArrayList<>(facts());
    Map<Long, Standing> standings = Standings.of(facts);
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Collections.shuffle(facts, random);
      if (!standings.equals(Standings.of(facts))) {
        throw new AssertionError("the order of arrival decides: " + facts);
      }
    }
    return standings;
  }

  /** Each span's role, {@code *} where it is counted, and the one that counts for it. */
  List<String> roles() {
    Map<Long, Standing> standings = new LinkedHashMap<>(judge());
    List<String> roles = new ArrayList<>();
    for (long id = 1; id <= spans.size(); id++) {
      Standing standing = standings.get(id);
      roles.add(
          standing.role()
              + (standing.counted() ? "*" : "")
              + (standing.duplicateOf() == 0 ? "" : " of " + standing.duplicateOf())
              + (standing.fills() ? " fills" : "")
              + (standing.seenBy() == 1 ? "" : " seen by " + standing.seenBy()));
    }
    return roles;
  }

  static String own() {
    return UsageRole.OWN + "*";
  }
}
