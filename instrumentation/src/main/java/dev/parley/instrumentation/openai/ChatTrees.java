package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.JsonField;
import com.openai.core.ObjectMappers;
import com.openai.models.ChatModel;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionSystemMessageParam;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import com.openai.models.completions.CompletionUsage;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The models of chats as the JSON that they are sent and received as. What calls mostly consist of
 * is taken over field by field, at a small part of what the client's own mapper needs, which a call
 * would feel; the mapper does the rest. A client that lacks one of the fields is left to it whole.
 */
@SuppressWarnings("deprecation") // Compatible servers still get, and send, what is replaced.
final class ChatTrees {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ChatTrees() {}

  /** What is said of a request, without its messages and tools. */
  static JsonNode options(ChatCompletionCreateParams params) {
    try {
      ObjectNode tree = NODES.objectNode();
      text(tree, "model", params._model(), ChatModel::_value);
      put(tree, "temperature", params._temperature());
      put(tree, "top_p", params._topP());
      put(tree, "frequency_penalty", params._frequencyPenalty());
      put(tree, "presence_penalty", params._presencePenalty());
      put(tree, "max_completion_tokens", params._maxCompletionTokens());
      put(tree, "max_tokens", maxTokens(params));
      put(tree, "seed", seed(params));
      put(tree, "n", params._n());
      put(tree, "user", user(params));
      text(tree, "reasoning_effort", params._reasoningEffort(), ReasoningEffort::_value);
      text(
          tree,
          "service_tier",
          params._serviceTier(),
          ChatCompletionCreateParams.ServiceTier::_value);
      put(tree, "response_format", params._responseFormat());
      put(tree, "stop", params._stop());
      putAll(tree, params._additionalBodyProperties());
      return tree;
    } catch (LinkageError | RuntimeException otherForm) {
      return mapped(params._body());
    }
  }

  private static JsonField<Long> maxTokens(ChatCompletionCreateParams params) {
    return params._maxTokens();
  }

  private static JsonField<Long> seed(ChatCompletionCreateParams params) {
    return params._seed();
  }

  private static JsonField<String> user(ChatCompletionCreateParams params) {
    return params._user();
  }

  /** The messages of a request. */
  static List<Message> messages(ChatCompletionCreateParams params) {
    try {
      Optional<List<ChatCompletionMessageParam>> messages = params._messages().asKnown();
      if (messages.isPresent() && added(params, "messages") == null) {
        List<Message> read = new ArrayList<>(messages.get().size());
        for (ChatCompletionMessageParam message : messages.get()) {
          Message plain = plain(message);
          read.add(plain == null ? ChatMessages.asked(mapped(message)) : plain);
        }
        return read;
      }
    } catch (LinkageError | RuntimeException otherForm) {
      // Left to the mapper.
    }
    List<Message> read = new ArrayList<>();
    mapped(params._body()).path("messages").forEach(one -> read.add(ChatMessages.asked(one)));
    return read;
  }

  /** The tools of a request. */
  static JsonNode tools(ChatCompletionCreateParams params) {
    JsonNode added = added(params, "tools");
    if (added != null) {
      return added;
    }
    JsonField<?> tools = params._tools();
    return tools.isMissing() ? NODES.missingNode() : mapped(tools);
  }

  private static @Nullable JsonNode added(ChatCompletionCreateParams params, String name) {
    Object value = params._additionalBodyProperties().get(name);
    return value == null ? null : mapped(value);
  }

  /** Null for a message that says more than one text. */
  private static @Nullable Message plain(ChatCompletionMessageParam message) {
    if (message.isUser()) {
      ChatCompletionUserMessageParam user = message.asUser();
      ChatCompletionUserMessageParam.Content content = user._content().asKnown().orElse(null);
      return content != null && content.isText() && user._additionalProperties().isEmpty()
          ? said("user", content.asText(), user._name())
          : null;
    }
    if (message.isSystem()) {
      ChatCompletionSystemMessageParam system = message.asSystem();
      ChatCompletionSystemMessageParam.Content content = system._content().asKnown().orElse(null);
      return content != null && content.isText() && system._additionalProperties().isEmpty()
          ? said("system", content.asText(), system._name())
          : null;
    }
    if (message.isAssistant()) {
      return plain(message.asAssistant());
    }
    if (message.isTool()) {
      ChatCompletionToolMessageParam tool = message.asTool();
      ChatCompletionToolMessageParam.Content content = tool._content().asKnown().orElse(null);
      if (content != null && content.isText()) {
        String id = tool._toolCallId().asKnown().orElse(null);
        return Message.of("tool", List.of(new Part.ToolResponse(id, null, content.asText())));
      }
    }
    return null;
  }

  private static @Nullable Message plain(ChatCompletionAssistantMessageParam message) {
    ChatCompletionAssistantMessageParam.Content content = message._content().asKnown().orElse(null);
    return content != null
            && content.isText()
            && message._toolCalls().isMissing()
            && message._refusal().isMissing()
            && message._audio().isMissing()
            && message._functionCall().isMissing()
            && message._additionalProperties().isEmpty()
        ? said("assistant", content.asText(), message._name())
        : null;
  }

  private static Message said(String role, String content, JsonField<String> name) {
    return new Message(role, name.asKnown().orElse(null), List.of(new Part.Text(content)), null);
  }

  /** A message of an answer. */
  static Message answered(ChatCompletion.Choice choice, String reason) {
    ChatCompletionMessage message = choice._message().asKnown().orElse(null);
    String content = message == null ? null : plain(message);
    return content == null
        ? ChatMessages.answered(choice(choice))
        : Message.answer("assistant", List.of(new Part.Text(content)), reason);
  }

  /** All that a message of an assistant says; null where it is not one text. */
  private static @Nullable String plain(ChatCompletionMessage message) {
    JsonField<?> role = message._role();
    return isAbsent(message._refusal())
            && isAbsent(message._audio())
            && isAbsent(message._toolCalls())
            && isAbsent(message._functionCall())
            && message._additionalProperties().isEmpty()
            && role.asString().filter("assistant"::equals).isPresent()
        ? message._content().asKnown().orElse(null)
        : null;
  }

  private static boolean isAbsent(JsonField<?> field) {
    return field.isMissing() || field.isNull();
  }

  /** An answer. */
  static JsonNode answer(ChatCompletion answer) {
    try {
      ObjectNode tree = NODES.objectNode();
      put(tree, "id", answer._id());
      put(tree, "model", answer._model());
      text(tree, "service_tier", answer._serviceTier(), ChatCompletion.ServiceTier::_value);
      put(tree, "system_fingerprint", fingerprint(answer));
      Optional<CompletionUsage> usage = answer._usage().asKnown();
      if (usage.isPresent()) {
        tree.set("usage", usage(usage.get()));
      } else {
        put(tree, "usage", answer._usage());
      }
      Optional<List<ChatCompletion.Choice>> choices = answer._choices().asKnown();
      if (choices.isPresent()) {
        ArrayNode array = tree.putArray("choices");
        choices.get().forEach(choice -> array.add(choice(choice)));
      } else {
        put(tree, "choices", answer._choices());
      }
      return tree;
    } catch (LinkageError | RuntimeException otherForm) {
      return mapped(answer);
    }
  }

  private static JsonField<String> fingerprint(ChatCompletion answer) {
    return answer._systemFingerprint();
  }

  private static ObjectNode choice(ChatCompletion.Choice choice) {
    ObjectNode tree = NODES.objectNode();
    text(tree, "finish_reason", choice._finishReason(), ChatCompletion.Choice.FinishReason::_value);
    Optional<ChatCompletionMessage> message = choice._message().asKnown();
    if (message.isPresent()) {
      tree.set("message", message(message.get()));
    } else {
      put(tree, "message", choice._message());
    }
    return tree;
  }

  private static ObjectNode message(ChatCompletionMessage message) {
    ObjectNode tree = NODES.objectNode();
    put(tree, "role", message._role());
    put(tree, "content", message._content());
    put(tree, "refusal", message._refusal());
    put(tree, "audio", message._audio());
    put(tree, "tool_calls", message._toolCalls());
    put(tree, "function_call", message._functionCall());
    putAll(tree, message._additionalProperties());
    return tree;
  }

  private static ObjectNode usage(CompletionUsage usage) {
    ObjectNode tree = NODES.objectNode();
    put(tree, "prompt_tokens", usage._promptTokens());
    put(tree, "completion_tokens", usage._completionTokens());
    put(tree, "total_tokens", usage._totalTokens());
    Optional<CompletionUsage.PromptTokensDetails> prompt = usage._promptTokensDetails().asKnown();
    if (prompt.isPresent() && prompt.get()._additionalProperties().isEmpty()) {
      ObjectNode details = tree.putObject("prompt_tokens_details");
      put(details, "cached_tokens", prompt.get()._cachedTokens());
      put(details, "audio_tokens", prompt.get()._audioTokens());
      put(details, "cache_write_tokens", prompt.get()._cacheWriteTokens());
    } else {
      put(tree, "prompt_tokens_details", usage._promptTokensDetails());
    }
    Optional<CompletionUsage.CompletionTokensDetails> completion =
        usage._completionTokensDetails().asKnown();
    if (completion.isPresent() && completion.get()._additionalProperties().isEmpty()) {
      ObjectNode details = tree.putObject("completion_tokens_details");
      put(details, "reasoning_tokens", completion.get()._reasoningTokens());
      put(details, "audio_tokens", completion.get()._audioTokens());
    } else {
      put(tree, "completion_tokens_details", usage._completionTokensDetails());
    }
    putAll(tree, usage._additionalProperties());
    return tree;
  }

  private static <T> void text(
      ObjectNode tree, String name, JsonField<T> field, Function<T, JsonField<String>> value) {
    Optional<T> known = field.asKnown();
    put(tree, name, known.isPresent() ? value.apply(known.get()) : field);
  }

  private static void put(ObjectNode tree, String name, JsonField<?> field) {
    if (isAbsent(field)) {
      return;
    }
    Object known = field.asKnown().orElse(null);
    if (known instanceof String text) {
      tree.put(name, text);
    } else if (known instanceof Long number) {
      tree.put(name, number);
    } else if (known instanceof Double number) {
      tree.put(name, number);
    } else {
      tree.set(name, mapped(field));
    }
  }

  private static void putAll(ObjectNode tree, Map<String, ?> fields) {
    fields.forEach((name, value) -> tree.set(name, mapped(value)));
  }

  private static JsonNode mapped(Object value) {
    return ObjectMappers.jsonMapper().valueToTree(value);
  }
}
