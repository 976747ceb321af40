package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/** InvokeModel, whose bodies are those of the models' families. */
class InvokeModelTest extends BedrockLoopback {

  private static final String PROFILE =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";

  private static final String CLAUDE_REQUEST =
      """
      {"anthropic_version":"bedrock-2023-05-31","max_tokens":300,"temperature":0,"top_k":5,
       "system":[{"type":"text","text":"Be brief."}],"metadata":{"user_id":"u1"},
       "messages":[{"role":"user","content":[{"type":"text","text":"Weather "},
             {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
             {"type":"text","text":"in Paris?"}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"weather",
             "input":{"city":"Paris"}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
             "content":[{"type":"text","text":"Sunny"}]},{"type":"text","text":"And?"}]}],
       "tools":[{"name":"weather","description":"Tells it.","input_schema":{"type":"object"}}]}
      """;

  private static final String CLAUDE_ANSWER =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-3-5-sonnet-20240620",
       "content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"Sunny."},
         {"type":"tool_use","id":"t2","name":"time","input":{"zone":"CET"}}],
       "stop_reason":"tool_use",
       "usage":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":7,
                "cache_creation_input_tokens":3}}
      """;

  private InvokeModelRequest request(String model, String body) {
    return InvokeModelRequest.builder().modelId(model).body(SdkBytes.fromUtf8String(body)).build();
  }

  private Map<String, Object> invoke(String model, String request, String answer) {
    return invoke(model, request, answer, Map.of());
  }

  private Map<String, Object> invoke(
      String model, String request, String answer, Map<String, String> headers) {
    server.answer(200, headers, answer);
    InvokeModelResponse response = client().invokeModel(request(model, request));

    assertThat(response.body().asUtf8String()).isEqualTo(answer);
    return attributes(onlySpan());
  }

  private Map<String, Object> stream(String model, String request, String... chunks) {
    EventStreams events = new EventStreams();
    for (String chunk : chunks) {
      events.chunk(chunk);
    }
    server.answer(200, EVENTS, events.bytes());
    List<ResponseStream> received = new CopyOnWriteArrayList<>();
    asyncClient()
        .invokeModelWithResponseStream(
            InvokeModelWithResponseStreamRequest.builder()
                .modelId(model)
                .body(SdkBytes.fromUtf8String(request))
                .build(),
            InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(received::add)
                .build())
        .join();

    assertThat(received).hasSize(chunks.length);
    assertThat(onlySpan().getName()).isEqualTo("bedrock.invoke_model_with_response_stream");
    return attributes(onlySpan());
  }

  @Test
  @DisplayName("BED-05: Claude's id, model, tokens, reason and tools; the body stays readable")
  void claude() {
    assertThat(invoke(CLAUDE, CLAUDE_REQUEST, CLAUDE_ANSWER))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.request.model", CLAUDE)
        .containsEntry("gen_ai.response.model", "claude-3-5-sonnet-20240620")
        .containsEntry("gen_ai.response.id", "msg_1")
        .containsEntry("gen_ai.request.max_tokens", 300L)
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_k", 5L)
        .containsEntry("gen_ai.request.user", "u1")
        .containsEntry("gen_ai.usage.input_tokens", 20L)
        .containsEntry("gen_ai.usage.output_tokens", 5L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 7L)
        .containsEntry("gen_ai.usage.cache_write.input_tokens", 3L)
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_use"))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.content", "Weather in Paris?")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.function.arguments", "{\"city\":\"Paris\"}")
        .containsEntry("gen_ai.prompt.3.role", "tool")
        .containsEntry("gen_ai.prompt.3.tool_call_id", "t1")
        .containsEntry("gen_ai.prompt.3.content", "Sunny")
        .containsEntry("gen_ai.prompt.4.role", "user")
        .containsEntry("gen_ai.prompt.4.content", "And?")
        .containsEntry("gen_ai.request.tools.0.function.name", "weather")
        .containsEntry("gen_ai.request.tools.0.function.description", "Tells it.")
        .containsEntry("gen_ai.request.tools.0.function.parameters", "{\"type\":\"object\"}")
        .containsEntry("gen_ai.completion.0.content", "Sunny.")
        .containsEntry("gen_ai.completion.0.finish_reason", "tool_use")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "time")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.arguments", "{\"zone\":\"CET\"}");
  }

  @Test
  @DisplayName("BED-06: Llama's prompt, generation and counts")
  void llama() {
    assertThat(
            invoke(
                "meta.llama3-8b-instruct-v1:0",
                "{\"prompt\":\"Say it\",\"max_gen_len\":300,\"temperature\":0.5,\"top_p\":1}",
                """
                {"generation":"It.","prompt_token_count":5,"generation_token_count":2,
                 "stop_reason":"stop"}\
                """))
        .containsEntry("gen_ai.request.max_tokens", 300L)
        .containsEntry("gen_ai.request.temperature", 0.5)
        .containsEntry("gen_ai.request.top_p", 1.0)
        .containsEntry("gen_ai.usage.input_tokens", 5L)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Say it")
        .containsEntry("gen_ai.completion.0.content", "It.")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"));
  }

  /** Request and answer of each family; what is said is the same. */
  @ParameterizedTest(name = "BED-07: {0}")
  @DisplayName("BED-07: the other families' tokens, model and content, by the form of their bodies")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us.meta.llama4-scout-17b-instruct-v1:0|{'prompt':'Hi','max_gen_len':9}|"
            + "{'generation':'Hello.','prompt_token_count':3,'generation_token_count':2,"
            + "'stop_reason':'stop'}|stop",
        "amazon.titan-text-express-v1|{'inputText':'Hi','textGenerationConfig':"
            + "{'maxTokenCount':9,'temperature':0.5}}|{'inputTextTokenCount':3,'results':"
            + "[{'tokenCount':2,'outputText':'Hello.','completionReason':'FINISH'}]}|FINISH",
        "eu.amazon.nova-lite-v1:0|{'schemaVersion':'messages-v1','messages':[{'role':'user',"
            + "'content':[{'text':'Hi'}]}],'inferenceConfig':{'max_new_tokens':9}}|"
            + "{'output':{'message':{'role':'assistant','content':[{'text':'Hello.'}]}},"
            + "'stopReason':'end_turn','usage':{'inputTokens':3,'outputTokens':2,"
            + "'totalTokens':5,'cacheReadInputTokenCount':0}}|end_turn",
        "mistral.mistral-large-2407-v1:0|{'messages':[{'role':'user','content':'Hi'}],"
            + "'max_tokens':9}|{'id':'x','object':'chat.completion','model':'m','choices':"
            + "[{'index':0,'message':{'role':'assistant','content':'Hello.'},'stop_reason':"
            + "'stop'}],'usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5}}|stop",
        "ai21.jamba-1-5-mini-v1:0|{'messages':[{'role':'user','content':'Hi'}],'max_tokens':9}|"
            + "{'id':'x','choices':[{'index':0,'message':{'role':'assistant','content':"
            + "'Hello.'},'finish_reason':'stop'}],'usage':{'prompt_tokens':3,"
            + "'completion_tokens':2,'total_tokens':5}}|stop",
        "us.deepseek.v3-v1:0|{'messages':[{'role':'user','content':'Hi'}],'max_tokens':9}|"
            + "{'id':'x','choices':[{'index':0,'message':{'role':'assistant','content':"
            + "'Hello.'},'finish_reason':'stop'}],'usage':{'prompt_tokens':3,"
            + "'completion_tokens':2}}|stop",
        "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1|{'prompt':'Hi',"
            + "'max_gen_len':9}|{'generation':'Hello.','prompt_token_count':3,"
            + "'generation_token_count':2,'stop_reason':'stop'}|stop",
        "arn:aws:bedrock:us-east-1:1:provisioned-model/p1|{'anthropic_version':'v','max_tokens':9,"
            + "'messages':[{'role':'user','content':'Hi'}]}|{'id':'x','type':'message',"
            + "'role':'assistant','model':'m','content':[{'type':'text','text':'Hello.'}],"
            + "'stop_reason':'end_turn','usage':{'input_tokens':3,'output_tokens':2}}|end_turn",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-lite-v1|{'inputText':"
            + "'Hi','textGenerationConfig':{'maxTokenCount':9}}|{'inputTextTokenCount':3,"
            + "'results':[{'tokenCount':2,'outputText':'Hello.','completionReason':'LENGTH'}]}"
            + "|LENGTH"
      })
  void families(String model, String request, String answer, String reason) {
    assertThat(invoke(model, request.replace('\'', '"'), answer.replace('\'', '"')))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.request.model", model)
        .containsKey("gen_ai.response.model")
        .containsEntry("gen_ai.request.max_tokens", 9L)
        .containsEntry("gen_ai.usage.input_tokens", 3L)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.completion.0.finish_reason", reason);
  }

  /** These have no tokens in their bodies. */
  @ParameterizedTest(name = "BED-07: {0}")
  @DisplayName("BED-07: where a body doesn't tell its tokens, the service's headers do")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "anthropic.claude-v2|{'prompt':'Hi','max_tokens_to_sample':9}|"
            + "{'completion':'Hello.','stop_reason':'stop_sequence','stop':'x'}|stop_sequence",
        "mistral.mistral-7b-instruct-v0:2|{'prompt':'Hi','max_tokens':9}|"
            + "{'outputs':[{'text':'Hello.','stop_reason':'stop'}]}|stop",
        "us.deepseek.r1-v1:0|{'prompt':'Hi','max_tokens':9}|"
            + "{'choices':[{'text':'Hello.','stop_reason':'stop'}]}|stop",
        "cohere.command-text-v14|{'prompt':'Hi','max_tokens':9,'p':0.5}|{'id':'x','generations':"
            + "[{'id':'y','text':'Hello.','finish_reason':'COMPLETE'}],'prompt':'Hi'}|COMPLETE",
        "cohere.command-r-v1:0|{'message':'Hi','max_tokens':9}|{'response_id':'x',"
            + "'generation_id':'y','text':'Hello.','chat_history':[],"
            + "'finish_reason':'COMPLETE'}|COMPLETE",
        "ai21.j2-mid-v1|{'prompt':'Hi','maxTokens':9}|{'id':1,'prompt':{'tokens':[]},"
            + "'completions':[{'data':{'text':'Hello.'},'finishReason':{'reason':'endoftext'}}]}"
            + "|endoftext"
      })
  void headers(String model, String request, String answer, String reason) {
    Map<String, String> counts =
        Map.of("x-amzn-bedrock-input-token-count", "3", "x-amzn-bedrock-output-token-count", "2");
    assertThat(invoke(model, request.replace('\'', '"'), answer.replace('\'', '"'), counts))
        .containsEntry("gen_ai.request.max_tokens", 9L)
        .containsEntry("gen_ai.usage.input_tokens", 3L)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.response.finish_reasons", List.of(reason));
  }

  @Test
  @DisplayName("BED-07: embeddings are told as what they are, without their vectors")
  void embeddings() {
    assertThat(
            invoke(
                "amazon.titan-embed-text-v2:0",
                "{\"inputText\":\"Hi\",\"dimensions\":256,\"normalize\":true}",
                "{\"embedding\":[0.1,0.2],\"inputTextTokenCount\":3}"))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.embeddings.dimension.count", 256L)
        .containsEntry("gen_ai.usage.input_tokens", 3L)
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .doesNotContainKeys("gen_ai.completion.0.role", "gen_ai.usage.output_tokens");

    exporter.reset();
    assertThat(
            invoke(
                PROFILE,
                "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_query\"}",
                "{\"id\":\"e\",\"embeddings\":[[0.1],[0.2]],\"texts\":[\"a\",\"b\"]}",
                Map.of("x-amzn-bedrock-input-token-count", "2")))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.usage.input_tokens", 2L)
        .containsEntry("gen_ai.prompt.1.content", "b");
  }

  @Test
  @DisplayName("BED-07: a body that no family has, or that is no JSON, leaves a call all the same")
  void unknown() {
    assertThat(invoke("acme.model-v1", "{\"what\":1}", "{\"that\":2}"))
        .containsEntry("gen_ai.request.model", "acme.model-v1")
        .containsEntry("gen_ai.response.model", "acme.model-v1")
        .doesNotContainKeys("error.type", "gen_ai.prompt.0.role");
    exporter.reset();
    assertThat(invoke(CLAUDE, CLAUDE_REQUEST, "{\"id\":\"msg"))
        .containsEntry("gen_ai.prompt.4.content", "And?")
        .doesNotContainKeys("error.type", "gen_ai.usage.input_tokens");
    exporter.reset();
    server.answer(500, "no JSON").answer(500, "no JSON").answer(500, "no JSON");
    assertThatThrownBy(() -> client().invokeModel(request(CLAUDE, "no JSON")))
        .isInstanceOf(RuntimeException.class);
    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 2L)
        .containsEntry("http.response.status_code", 500L);
  }

  @Test
  @DisplayName("BED-08 BED-03: Claude's stream is told as its answer at once")
  void claudeStream() {
    Map<String, Object> atOnce = invoke(CLAUDE, CLAUDE_REQUEST, CLAUDE_ANSWER);
    exporter.reset();
    Map<String, Object> streamed =
        stream(
            CLAUDE,
            CLAUDE_REQUEST,
            """
            {"type":"message_start","message":{"id":"msg_1","role":"assistant",
             "model":"claude-3-5-sonnet-20240620","content":[],
             "usage":{"input_tokens":10,"output_tokens":1,"cache_read_input_tokens":7,
                      "cache_creation_input_tokens":3}}}\
            """,
            """
            {"type":"content_block_start","index":0,
             "content_block":{"type":"thinking","thinking":""}}\
            """,
            """
            {"type":"content_block_delta","index":0,
             "delta":{"type":"thinking_delta","thinking":"Hm."}}\
            """,
            """
            {"type":"content_block_start","index":2,
             "content_block":{"type":"tool_use","id":"t2","name":"time","input":{}}}\
            """,
            """
            {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}\
            """,
            """
            {"type":"content_block_delta","index":2,
             "delta":{"type":"input_json_delta","partial_json":"{\\"zone\\":"}}\
            """,
            """
            {"type":"content_block_delta","index":1,
             "delta":{"type":"text_delta","text":"Sunny."}}\
            """,
            """
            {"type":"content_block_delta","index":2,
             "delta":{"type":"input_json_delta","partial_json":"\\"CET\\"}"}}\
            """,
            """
            {"type":"message_delta","delta":{"stop_reason":"tool_use"},
             "usage":{"output_tokens":5}}\
            """,
            """
            {"type":"message_stop","amazon-bedrock-invocationMetrics":
             {"inputTokenCount":10,"outputTokenCount":4,"invocationLatency":9}}\
            """);

    List.of("gen_ai.request.stream", "gen_ai.response.time_to_first_chunk", "parley.stream.items")
        .forEach(streamed::remove);
    assertThat(streamed).isEqualTo(atOnce);
  }

  @Test
  @DisplayName("BED-08: streams of the other families, whose tokens the service counts")
  void otherStreams() {
    String metrics =
        ",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3,\"outputTokenCount\":2}}";
    String prompt = "{\"prompt\":\"Hi\"}";
    check(
        stream(
            "meta.llama3-8b-instruct-v1:0",
            prompt,
            """
            {"generation":"Hel","prompt_token_count":3,"generation_token_count":1,
             "stop_reason":null}\
            """,
            """
            {"generation":"lo.","prompt_token_count":null,"generation_token_count":2,
             "stop_reason":"stop"}\
            """));
    check(
        stream(
            "amazon.titan-text-express-v1",
            "{\"inputText\":\"Hi\"}",
            "{\"outputText\":\"Hel\",\"index\":0,\"inputTextTokenCount\":3}",
            """
            {"outputText":"lo.","index":0,"totalOutputTextTokenCount":2,
             "completionReason":"stop"}\
            """));
    check(
        stream(
            NOVA,
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}",
            "{\"messageStart\":{\"role\":\"assistant\"}}",
            "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hel\"}}}",
            "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"lo.\"}}}",
            "{\"messageStop\":{\"stopReason\":\"stop\"}}",
            "{\"metadata\":{\"usage\":{\"inputTokens\":3,\"outputTokens\":2}}" + metrics));
    check(
        stream(
            "mistral.mistral-large-2407-v1:0",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"}}]}",
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"lo.\"},\"stop_reason\":\"stop\"}]"
                + metrics));
    check(
        stream(
            "us.deepseek.r1-v1:0",
            prompt,
            "{\"choices\":[{\"text\":\"Hel\",\"stop_reason\":null}]}",
            "{\"choices\":[{\"text\":\"lo.\",\"stop_reason\":\"stop\"}]" + metrics));
    check(
        stream(
            "mistral.mistral-7b-instruct-v0:2",
            prompt,
            "{\"outputs\":[{\"text\":\"Hel\",\"stop_reason\":null}]}",
            "{\"outputs\":[{\"text\":\"lo.\",\"stop_reason\":\"stop\"}]" + metrics));
    check(
        stream(
            "anthropic.claude-v2",
            prompt,
            "{\"completion\":\"Hel\",\"stop_reason\":null}",
            "{\"completion\":\"lo.\",\"stop_reason\":\"stop\"" + metrics));
    check(
        stream(
            "cohere.command-text-v14",
            prompt,
            "{\"text\":\"Hel\",\"is_finished\":false}",
            "{\"text\":\"lo.\",\"is_finished\":false}",
            "{\"is_finished\":true,\"finish_reason\":\"stop\"" + metrics));
    check(
        stream(
            "cohere.command-r-v1:0",
            "{\"message\":\"Hi\"}",
            "{\"event_type\":\"stream-start\",\"generation_id\":\"g\"}",
            "{\"event_type\":\"text-generation\",\"text\":\"Hel\"}",
            "{\"event_type\":\"text-generation\",\"text\":\"lo.\"}",
            "{\"event_type\":\"stream-end\",\"finish_reason\":\"stop\",\"response\":{}" + metrics));
  }

  private void check(Map<String, Object> span) {
    assertThat(span)
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 3L)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .doesNotContainKeys("error.type", "parley.stream.incomplete");
    exporter.reset();
  }

  @Test
  @DisplayName("BED-08: a stream of a family that is not known still ends its call")
  void unknownStream() {
    assertThat(stream("acme.model-v1", "{\"what\":1}", "{\"that\":2}", "{\"that\":3}"))
        .containsEntry("parley.stream.items", 2L)
        .doesNotContainKeys("gen_ai.completion.0.role", "error.type");
  }
}
