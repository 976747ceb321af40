package dev.parley.instrumentation.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.testing.Recordings.Interaction;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Makes the call of a recording again, with the SDK's own requests. */
final class RecordedCalls {

  private RecordedCalls() {}

  /** Done when it returns, where the client is synchronous. */
  static CompletableFuture<?> make(Interaction exchange, BedrockLoopback clients) {
    JsonNode json = exchange.request();
    if (exchange.path().startsWith("/agents/")) {
      InvokeAgentRequest.Builder request = InvokeAgentRequest.builder();
      fill((SdkPojo) request, json);
      return clients
          .agents()
          .invokeAgent(
              request
                  .agentId(BedrockRecordingsTest.segment(exchange, 2))
                  .agentAliasId(BedrockRecordingsTest.segment(exchange, 4))
                  .sessionId(BedrockRecordingsTest.segment(exchange, 6))
                  .build(),
              InvokeAgentResponseHandler.builder().subscriber(event -> {}).build());
    }
    String model = BedrockRecordingsTest.segment(exchange, 2);
    SdkBytes body = SdkBytes.fromUtf8String(json.toString());
    return switch (BedrockRecordingsTest.segment(exchange, 3)) {
      case "converse" -> {
        ConverseRequest.Builder request = ConverseRequest.builder();
        fill((SdkPojo) request, json);
        yield CompletableFuture.completedFuture(
            clients.client().converse(request.modelId(model).build()));
      }
      case "converse-stream" -> {
        ConverseStreamRequest.Builder request = ConverseStreamRequest.builder();
        fill((SdkPojo) request, json);
        yield clients
            .asyncClient()
            .converseStream(
                request.modelId(model).build(),
                ConverseStreamResponseHandler.builder().subscriber(event -> {}).build());
      }
      case "invoke" ->
          CompletableFuture.completedFuture(
              clients
                  .client()
                  .invokeModel(InvokeModelRequest.builder().modelId(model).body(body).build()));
      default ->
          clients
              .asyncClient()
              .invokeModelWithResponseStream(
                  InvokeModelWithResponseStreamRequest.builder().modelId(model).body(body).build(),
                  InvokeModelWithResponseStreamResponseHandler.builder()
                      .subscriber(event -> {})
                      .build());
    };
  }

  private static void fill(SdkPojo builder, JsonNode json) {
    for (SdkField<?> field : builder.sdkFields()) {
      JsonNode value = json.get(field.locationName());
      if (value != null) {
        field.set(builder, value(field, value));
      }
    }
  }

  private static Object value(SdkField<?> field, JsonNode json) {
    MarshallingType<?> type = field.marshallingType();
    if (type == MarshallingType.STRING) {
      return json.textValue();
    } else if (type == MarshallingType.INTEGER) {
      return json.intValue();
    } else if (type == MarshallingType.FLOAT) {
      return json.floatValue();
    } else if (type == MarshallingType.BOOLEAN) {
      return json.booleanValue();
    } else if (type == MarshallingType.SDK_BYTES) {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(json.textValue()));
    } else if (type == MarshallingType.DOCUMENT) {
      return document(json);
    } else if (type == MarshallingType.LIST) {
      List<Object> list = new ArrayList<>();
      json.forEach(
          item -> list.add(value(field.getTrait(ListTrait.class).memberFieldInfo(), item)));
      return list;
    } else if (type == MarshallingType.MAP) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.properties()
          .forEach(
              entry ->
                  map.put(
                      entry.getKey(),
                      value(field.getTrait(MapTrait.class).valueFieldInfo(), entry.getValue())));
      return map;
    }
    SdkPojo pojo = field.constructor().get();
    fill(pojo, json);
    return ((SdkBuilder<?, ?>) pojo).build();
  }

  private static Document document(JsonNode json) {
    if (json.isTextual()) {
      return Document.fromString(json.textValue());
    } else if (json.isBoolean()) {
      return Document.fromBoolean(json.booleanValue());
    } else if (json.isNumber()) {
      return Document.fromNumber(json.asText());
    } else if (json.isArray()) {
      List<Document> list = new ArrayList<>();
      json.forEach(item -> list.add(document(item)));
      return Document.fromList(list);
    } else if (json.isNull()) {
      return Document.fromNull();
    }
    Map<String, Document> map = new LinkedHashMap<>();
    json.properties().forEach(entry -> map.put(entry.getKey(), document(entry.getValue())));
    return Document.fromMap(map);
  }
}
