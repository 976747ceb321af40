package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.parley.server.dialect.Translator;
import dev.parley.server.model.Content;
import dev.parley.server.model.Message;
import dev.parley.server.model.Span;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentPacker;
import dev.parley.server.store.PackedJson;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Attributes whose large texts are known")
final class PackedAttributesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LONG = "a long text of €uropean \\ \"words\" 😀\n".repeat(20);
  private static final String USER =
      "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":" + quoted(LONG) + "}]}";

  @Test
  @DisplayName("are packed to the same value as when they are parsed, in any order and company")
  void sameValue() {
    List<KeyValue> all =
        List.of(
            text("gen_ai.operation.name", "chat"),
            text("gen_ai.input.messages", "[" + USER + ", " + message("system", "be kind") + "]"),
            text("gen_ai.output.messages", "[" + answer("\"stop\"") + "]"),
            text("gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"hi\"}]"),
            text("gen_ai.tool.definitions", "[{\"name\":\"f\",\"d\":" + quoted(LONG) + "}]"),
            text("gen_ai.tool.call.result", "{\"documents\":" + quoted(LONG) + ",\"n\":1.10}"),
            text("metadata", LONG),
            text("tags", LONG.repeat(20)),
            text("ünïcödé 😀", "é".repeat(300)),
            text("cut", "[" + USER.substring(0, 300)),
            text("plain", LONG),
            text("gen_ai.input.messages", "a repeated key"),
            KeyValue.newBuilder()
                .setKey("small")
                .setValue(
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setIntValue(7))))
                .build());
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      List<KeyValue> some = new ArrayList<>(all);
      Collections.shuffle(some, random);
      Span span = span(some.subList(0, random.nextInt(some.size() + 1)));
      assertThat(span.raw().largeTexts()).isNotNull();
      assertSame(span);
    }
  }

  @Test
  @DisplayName("are parsed where a structure or a key may be taken for a reference")
  void structures() {
    AnyValue nested =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(text("inner", LONG)))
            .build();
    AnyValue marked =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(text("$text", "x")))
            .build();
    for (KeyValue odd :
        List.of(
            KeyValue.newBuilder().setKey("nested").setValue(nested).build(),
            KeyValue.newBuilder().setKey("marked").setValue(marked).build(),
            text("$text", "x"),
            KeyValue.newBuilder()
                .setKey("bytes")
                .setValue(AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[900])))
                .build())) {
      Span span = span(List.of(text("plain", LONG), odd));
      assertThat(span.raw().largeTexts()).as(odd.getKey()).isNull();
      assertSame(span);
    }
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("become references to messages only where these say all that was sent")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true  | {'role':'user','parts':[{'type':'text','content':'LONG'}]}",
        "true  | {'parts':[{'content':'LONG','type':'text'}],'role':'user','name':'Ann'}",
        "true  | {'role':'assistant','parts':[{'type':'text','content':'LONG'}],"
            + "'finish_reason':'stop'}",
        "true  | {'role':'user','parts':[{'type':'text','content':'a'},"
            + "{'type':'tool_call','id':'1','name':'f','arguments':{'x':'LONG'}}]}",
        "false | {'role':'user','parts':[{'type':'text','content':'a'},"
            + "{'type':'tool_call','id':'1','name':'f','arguments':{'x':1.10,'y':'LONG'}}]}",
        "false | {'role':'user','parts':[{'type':'text','content':'a'},"
            + "{'type':'tool_call','id':'1','name':'f','arguments':{'x':1,'x':'LONG'}}]}",
        "false | {'role':'user','parts':[{'type':'text','content':'LONG'}],'name':''}",
        "false | {'role':'user','parts':[{'type':'text','content':'LONG'}],'finish_reason':''}",
        "false | {'role':'user','parts':[{'type':'text','content':'LONG'}],'finish_reason':null}",
        "false | {'role':'user','parts':[{'type':'text','content':'LONG'}],'stop_reason':'x'}",
        "false | {'role':'user','content':'LONG'}",
        "false | {'role':'USER','parts':[{'type':'text','content':'LONG'}]}",
      })
  void exactness(boolean exact, String message) {
    String json =
        "["
            + message("user", "before")
            + ","
            + message.replace('\'', '"').replace("LONG", "words ".repeat(60))
            + "]";
    Span span = span(List.of(text("gen_ai.input.messages", json)));

    assertThat(span.content().input()).hasSize(2);
    assertThat(span.raw().largeTexts())
        .singleElement()
        .satisfies(large -> assertThat(!large.messages().isEmpty()).isEqualTo(exact));
    assertSame(span);
  }

  @Test
  @DisplayName("are told in full where their messages are not stored with the record")
  void notStored() {
    Span span = span(List.of(text("gen_ai.input.messages", "[" + USER + "]")));
    ContentPacker packer = new ContentPacker(List.of());

    String packed = packer.packAttributes(span.raw());

    assertThat(packed).doesNotContain("$message");
    assertThat(opened(tree(unpack(packed, List.of(), packer))))
        .isEqualTo(opened(tree(span.raw().attributes())));
  }

  @Test
  @DisplayName("become a reference where the only message asks for a tool")
  void toolCall() {
    String call =
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"f\","
            + "\"arguments\":{\"x\":"
            + quoted(LONG)
            + "}}],\"finish_reason\":\"tool_call\"}]";
    Span span = span(List.of(text("gen_ai.output.messages", call)));

    assertThat(span.raw().largeTexts())
        .singleElement()
        .satisfies(large -> assertThat(large.messages()).hasSize(1));
    assertSame(span);
  }

  private static void assertSame(Span span) {
    Content content = span.content();
    List<Message> messages =
        Stream.of(content.system(), content.input(), content.output())
            .flatMap(List::stream)
            .toList();
    ContentPacker packer = new ContentPacker(messages);
    String packed = packer.packAttributes(span.raw());
    ContentPacker parsing = new ContentPacker(messages);
    String parsed = parsing.packJson(span.raw().attributes(), 1);

    assertThat(tree(packed)).isEqualTo(tree(parsed));
    assertThat(packer.blobs()).isEqualTo(parsing.blobs());
    // Strings of JSON come back without white space; their values count.
    assertThat(opened(tree(unpack(packed, messages, packer))))
        .isEqualTo(opened(tree(span.raw().attributes())));
  }

  private static String unpack(String packed, List<Message> messages, ContentPacker packer) {
    if (!PackedJson.hasMarkers(packed)) {
      return packed;
    }
    Map<Address, String> contents = new HashMap<>();
    packer
        .blobs()
        .forEach((hash, text) -> contents.put(new Address(Address.Table.BLOBS, 1, hash), text));
    for (Message message : messages) {
      contents.put(new Address(Address.Table.MESSAGES, 1, message.hash()), message.json());
    }
    return PackedJson.parse(packed).unpack(1, contents::get);
  }

  private static Span span(List<KeyValue> attributes) {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(
                                io.opentelemetry.proto.trace.v1.Span.newBuilder()
                                    .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                                    .setSpanId(ByteString.copyFromUtf8("01234567"))
                                    .setStartTimeUnixNano(1_790_000_000_000_000_000L)
                                    .setEndTimeUnixNano(1_790_000_000_000_000_001L)
                                    .addAllAttributes(attributes))))
            .build();
    return Translator.spans(request).batch().spans().get(0);
  }

  private static String message(String role, String text) {
    return "{\"role\":\""
        + role
        + "\",\"parts\":[{\"type\":\"text\",\"content\":"
        + quoted(text)
        + "}]}";
  }

  private static String answer(String finishReason) {
    return message("assistant", LONG)
        .replaceFirst("}$", ",\"finish_reason\":" + finishReason + "}");
  }

  private static KeyValue text(String key, String text) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(text))
        .build();
  }

  private static String quoted(String text) {
    return tree(text, true).toString();
  }

  private static JsonNode tree(String json) {
    return tree(json, false);
  }

  private static JsonNode tree(String text, boolean string) {
    try {
      return string ? JSON.getNodeFactory().textNode(text) : JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static JsonNode opened(JsonNode node) {
    if (node.isTextual()) {
      try {
        JsonNode inner = JSON.readTree(node.textValue());
        return inner.isContainerNode() ? inner : node;
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        return node;
      }
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> object.set(field.getKey(), opened(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, opened(array.get(i)));
      }
    }
    return node;
  }
}
