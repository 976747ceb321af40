package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Told;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Content in log records")
class ToldContentTest {
  private static final String TRACE = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN = "eee19b7ec3c1b174";

  private static AnyValue map(Object... keysAndValues) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(Fixture.attributes(keysAndValues)))
        .build();
  }

  private static AnyValue list(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(java.util.List.of(values)))
        .build();
  }

  @Test
  @DisplayName("ING-02: a message an event, as OTel Python and Java of 1.28 to 1.36 send them")
  void messages() {
    Told user =
        log("gen_ai.system", "openai")
            .name("gen_ai.user.message")
            .bodyOf(map("content", "What's the weather?"))
            .in(TRACE, SPAN)
            .map()
            .told();
    assertThat(user.whole()).isFalse();
    assertThat(json(user.content().input()))
        .containsExactly(
            "{\"parts\":[{\"content\":\"What's the"
                + " weather?\",\"type\":\"text\"}],\"role\":\"user\"}");

    AnyValue call =
        map(
            "id",
            "call_1",
            "type",
            "function",
            "function",
            map("name", "get_weather", "arguments", "{\"city\":\"Paris\"}"));
    Told choice =
        log("event.name", "gen_ai.choice")
            .bodyOf(
                map(
                    "index",
                    0,
                    "finish_reason",
                    "tool_calls",
                    "message",
                    map("role", "assistant", "tool_calls", list(call))))
            .in(TRACE, SPAN)
            .map()
            .told();
    assertThat(json(choice.content().output()))
        .containsExactly(
            "{\"parts\":[{\"arguments\":{\"city\":\"Paris\"},\"id\":\"call_1\","
                + "\"name\":\"get_weather\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}");

    Told tool =
        log()
            .name("gen_ai.tool.message")
            .bodyOf(map("id", "call_1", "content", "50F"))
            .in(TRACE, SPAN)
            .map()
            .told();
    assertThat(json(tool.content().input()))
        .containsExactly(
            "{\"parts\":[{\"id\":\"call_1\",\"response\":\"50F\",\"type\":\"tool_call_response\"}],"
                + "\"role\":\"tool\"}");
  }

  @Test
  @DisplayName("A body may be JSON text, and content may stand in an attribute")
  void text() {
    Told body =
        log().name("gen_ai.user.message").body("{\"content\":\"Hi\"}").in(TRACE, SPAN).map().told();
    Told attribute =
        log("gen_ai.event.content", "{\"content\":\"Hi\",\"role\":\"user\"}")
            .name("gen_ai.user.message")
            .in(TRACE, SPAN)
            .map()
            .told();
    assertThat(json(body.content().input()))
        .containsExactly("{\"parts\":[{\"content\":\"Hi\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(attribute).isEqualTo(body);
  }

  @Test
  @DisplayName("The details event brings all parts, as structures or as JSON text")
  void details() {
    Told structured =
        log(
                "gen_ai.input.messages",
                list(map("role", "user", "parts", list(map("type", "text", "content", "Hi")))),
                "gen_ai.system_instructions",
                "[{\"type\":\"text\",\"content\":\"Be brief\"}]")
            .name("gen_ai.client.inference.operation.details")
            .in(TRACE, SPAN)
            .map()
            .told();
    assertThat(structured.whole()).isTrue();
    assertThat(json(structured.content().input()))
        .containsExactly("{\"parts\":[{\"content\":\"Hi\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(json(structured.content().system()))
        .containsExactly(
            "{\"parts\":[{\"content\":\"Be brief\",\"type\":\"text\"}],\"role\":\"system\"}");
    assertThat(structured.content().output()).isEmpty();
  }

  @Test
  @DisplayName("No capture, no span, no message event: nothing is told, and the record stays")
  void nothing() {
    assertThat(
            log()
                .name("gen_ai.user.message")
                .bodyOf(map("role", "user"))
                .in(TRACE, SPAN)
                .map()
                .told())
        .isNull();
    assertThat(log().name("gen_ai.user.message").bodyOf(map("content", "Hi")).map().told())
        .isNull();
    assertThat(log().name("other").bodyOf(map("content", "Hi")).in(TRACE, SPAN).map().told())
        .isNull();
  }
}
