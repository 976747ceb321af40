package dev.parley.sdk.internal.propagation;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.Turn;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A context's record as entries of baggage, and back.
 *
 * <p>W3C Baggage holds 8,192 bytes and 64 entries for everyone. An entry that finds no room is left
 * out whole: half an id would be another id.
 *
 * @param custom the custom attributes that travel
 */
public record BaggageEntries(List<String> custom) {
  static final int MAX_VALUE_BYTES = 1_024;
  static final int MAX_BYTES = 8_192;
  static final int MAX_ENTRIES = 64;
  private static final long MAX_TURN = Integer.MAX_VALUE;

  private static final String PREFIX = "parley.";
  private static final String CONVERSATION = "parley.conversation.id";
  private static final String USER = "parley.user.id";
  private static final String TURN = "parley.turn.number";
  private static final String TURN_AUTOMATIC = "parley.turn.automatic";
  private static final String WORKFLOW = "parley.workflow.id";
  private static final String WORKFLOW_TYPE = "parley.workflow.type";
  private static final String AGENT = "parley.agent.name";
  private static final String AGENT_ID = "parley.agent.id";
  private static final String CUSTOM = "parley.custom.";

  /** What a header carries as it stands; every other byte becomes three. */
  private static final String PLAIN = "-._~!$'()*&@:";

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  public BaggageEntries {
    custom = List.copyOf(custom);
  }

  /** Whether someone put entries of ours into it. */
  public static boolean isIn(Baggage baggage) {
    boolean[] found = {false};
    baggage.forEach((key, entry) -> found[0] |= key.startsWith(PREFIX));
    return found[0];
  }

  /** The baggage without our entries: they are the record's to tell. */
  public static Baggage without(Baggage baggage) {
    BaggageBuilder others = baggage.toBuilder();
    baggage.forEach(
        (key, entry) -> {
          if (key.startsWith(PREFIX)) {
            others.remove(key);
          }
        });
    return others.build();
  }

  /** What others put in, and the record's entries as far as there is room. */
  public Baggage merged(Baggage baggage, ContextRecord record) {
    Baggage others = without(baggage);
    int[] room = {MAX_BYTES, MAX_ENTRIES};
    others.forEach(
        (key, entry) -> {
          int metadata = encoded(entry.getMetadata().getValue());
          room[0] -= size(key, entry.getValue()) + (metadata == 0 ? 0 : metadata + 1);
          room[1]--;
        });
    BaggageBuilder all = others.toBuilder();
    of(record)
        .forEach(
            (key, value) -> {
              int size = size(key, value);
              if (isTransportable(key, value) && size <= room[0] && room[1] > 0) {
                all.put(key, value);
                room[0] -= size;
                room[1]--;
              } else {
                refused(key);
              }
            });
    return all.build();
  }

  /** The most important first. */
  private Map<String, String> of(ContextRecord record) {
    Map<String, String> entries = new LinkedHashMap<>();
    put(entries, CONVERSATION, record.conversationId());
    Turn turn = record.turn();
    Long number = turn == null ? null : turn.numberIfKnown();
    if (turn != null && number != null && record.conversationId() != null) {
      entries.put(TURN, number.toString());
      put(entries, TURN_AUTOMATIC, turn.isAutomatic() ? "true" : null);
    }
    put(entries, USER, record.userId());
    put(entries, WORKFLOW, record.workflowId());
    put(entries, WORKFLOW_TYPE, record.workflowType());
    AgentIdentity agent = record.agent();
    if (agent != null) {
      put(entries, AGENT, agent.name());
      put(entries, AGENT_ID, agent.id());
    }
    custom.forEach(key -> put(entries, CUSTOM + key, record.custom().get(key)));
    return entries;
  }

  /** The record that the caller's entries make of the one that is here. */
  public ContextRecord read(Baggage baggage, ContextRecord here) {
    ContextRecord record = here.withInnerCalls(null);
    String conversation = value(baggage, CONVERSATION);
    String user = value(baggage, USER);
    if (conversation != null || user != null) {
      record = record.withConversation(conversation, user);
    }
    Long number = number(value(baggage, TURN));
    if (conversation != null && number != null) {
      boolean automatic = "true".equals(value(baggage, TURN_AUTOMATIC));
      record = record.withTurn(Turn.received(number, automatic));
    }
    String workflow = value(baggage, WORKFLOW);
    if (workflow != null) {
      record =
          record.withWorkflow(
              new WorkflowIdentity(workflow, value(baggage, WORKFLOW_TYPE), null, null));
    }
    String agent = value(baggage, AGENT);
    String agentId = value(baggage, AGENT_ID);
    if (agent != null || agentId != null) {
      record = record.withAgent(new AgentIdentity(agent, agentId, null, null));
    }
    Map<String, String> more = new LinkedHashMap<>();
    custom.forEach(key -> put(more, key, value(baggage, CUSTOM + key)));
    return record.withCustom(more);
  }

  private static @Nullable String value(Baggage baggage, String key) {
    String value = baggage.getEntryValue(key);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * Null where no counter gave it: counting goes on after it, so it must not be the last number.
   */
  private static @Nullable Long number(@Nullable String text) {
    try {
      long number = text == null ? -1 : Long.parseLong(text);
      return number < 0 || number > MAX_TURN ? null : number;
    } catch (NumberFormatException notOurs) {
      return null;
    }
  }

  private static void put(Map<String, String> entries, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      entries.put(key, value);
    }
  }

  private static int size(String key, String value) {
    // The separators: = and the comma to the next one.
    return key.length() + encoded(value) + 2;
  }

  private static int encoded(String value) {
    int size = 0;
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || PLAIN.indexOf(b) >= 0;
      size += plain ? 1 : 3;
    }
    return size;
  }

  /** Keys are the characters of a token, and a value without a UTF-8 form would arrive changed. */
  private static boolean isTransportable(String key, String value) {
    return key.chars().allMatch(c -> c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0)
        && StandardCharsets.UTF_8.newEncoder().canEncode(value)
        && encoded(value) <= MAX_VALUE_BYTES;
  }

  private static void refused(String key) {
    if (WARNED.compareAndSet(false, true)) {
      Settings.warn(
          key
              + " is not sent along: baggage takes "
              + MAX_VALUE_BYTES
              + " bytes a value, "
              + MAX_BYTES
              + " in all, and names of plain characters; said once");
    }
  }
}
