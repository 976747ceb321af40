package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The operations that are observed. They are told by the names of their requests' classes, because
 * the module that has them may be missing.
 */
enum Operation {
  CONVERSE("bedrock.converse", false),
  CONVERSE_STREAM("bedrock.converse_stream", true),
  INVOKE_MODEL("bedrock.invoke_model", false),
  INVOKE_MODEL_STREAM("bedrock.invoke_model_with_response_stream", true),
  INVOKE_AGENT("bedrock.invoke_agent", true);

  private static final String RUNTIME = "software.amazon.awssdk.services.bedrockruntime.model.";
  private static final String AGENTS = "software.amazon.awssdk.services.bedrockagentruntime.model.";

  private static final Map<String, Operation> BY_REQUEST =
      Map.of(
          RUNTIME + "ConverseRequest", CONVERSE,
          RUNTIME + "ConverseStreamRequest", CONVERSE_STREAM,
          RUNTIME + "InvokeModelRequest", INVOKE_MODEL,
          RUNTIME + "InvokeModelWithResponseStreamRequest", INVOKE_MODEL_STREAM,
          AGENTS + "InvokeAgentRequest", INVOKE_AGENT);

  private static final Set<String> METHODS =
      Set.of(
          "converse",
          "converseStream",
          "invokeModel",
          "invokeModelWithResponseStream",
          "invokeAgent");

  private final String spanName;
  private final boolean streamed;

  Operation(String spanName, boolean streamed) {
    this.spanName = spanName;
    this.streamed = streamed;
  }

  /** What a request asks for; null if it is not observed. */
  static @Nullable Operation of(SdkRequest request) {
    return BY_REQUEST.get(request.getClass().getName());
  }

  /** Whether methods of this name, whatever they take, ask for one of the operations. */
  static boolean isMethod(String name) {
    return METHODS.contains(name);
  }

  String spanName() {
    return spanName;
  }

  /** Whether the answer comes piece by piece. */
  boolean isStreamed() {
    return streamed;
  }

  /** What is asked for in a request of this operation. */
  Api read(SdkRequest request) {
    Tree tree = Trees.of(request);
    return switch (this) {
      case CONVERSE, CONVERSE_STREAM -> new ConverseApi(tree);
      case INVOKE_MODEL, INVOKE_MODEL_STREAM -> new InvokeModelApi(tree);
      case INVOKE_AGENT -> new InvokeAgentApi(tree);
    };
  }
}
