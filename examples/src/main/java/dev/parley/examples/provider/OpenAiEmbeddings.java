package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.util.Base64;
import java.util.List;

/** OpenAI's {@code POST /v1/embeddings}. */
final class OpenAiEmbeddings implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public boolean serves(String path) {
    return path.equals("/v1/embeddings");
  }

  @Override
  public boolean admits(Headers headers) {
    return OpenAiErrors.admits(headers);
  }

  @Override
  public Answer refuse(Trouble trouble, Identity identity) {
    return OpenAiErrors.refuse(trouble);
  }

  @Override
  public Answer answer(String path, JsonNode request, Identity identity) throws Trouble {
    JsonNode input = request.path("input");
    if (input.isMissingNode()) {
      throw Trouble.missing("input");
    }
    String name = request.path("model").asText();
    String snapshot =
        ModelCatalog.OPENAI.snapshot(name).orElseThrow(() -> Trouble.unknownModel(name));
    List<String> texts = Embedding.texts(input);
    ObjectNode body = JSON.createObjectNode();
    body.put("object", "list");
    ArrayNode data = body.putArray("data");
    int tokens = 0;
    for (String text : texts) {
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      Embedding embedding = Embedding.of(text, request.path("dimensions").asInt(64));
      if (request.path("encoding_format").asText().equals("base64")) {
        item.put("embedding", Base64.getEncoder().encodeToString(embedding.littleEndian()));
      } else {
        item.set("embedding", embedding.json());
      }
      tokens += Tokens.of(text);
    }
    body.put("model", snapshot);
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return Answer.json(body, 0);
  }
}
