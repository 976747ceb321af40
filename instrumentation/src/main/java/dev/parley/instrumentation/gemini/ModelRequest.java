package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A request to a model, as its path tells: {@code /v1beta/models/{model}:generateContent} at the
 * Developer API, {@code /v1beta1/projects/…/publishers/google/models/{model}:generateContent} at
 * Vertex AI. Every other path is none.
 *
 * @param operation {@code gen_ai.operation.name}
 * @param provider {@code gen_ai.provider.name}
 * @param model as the conventions have it, without the collection it is in; a tuned model and an
 *     endpoint keep theirs
 * @param streamed whether the answer is asked for piece by piece
 * @param body what is asked
 */
record ModelRequest(
    String operation,
    String provider,
    @Nullable String model,
    boolean streamed,
    HttpUrl url,
    RequestJson body) {

  static final String GENERATE = "generate_content";
  static final String EMBED = "embeddings";

  /** Null if it asks no model, or for what is neither content nor embeddings. */
  static @Nullable ModelRequest of(Request request) {
    RequestBody body = request.body();
    if (body == null || !request.method().equals("POST")) {
      return null;
    }
    List<String> path = request.url().pathSegments();
    RequestJson json = new RequestJson(body);
    String last = path.get(path.size() - 1);
    int colon = last.lastIndexOf(':');
    String operation = colon < 0 ? null : operation(last.substring(colon + 1), json);
    if (operation == null) {
      return null;
    }
    return new ModelRequest(
        operation,
        isVertex(path) ? "gcp.vertex_ai" : "gcp.gemini",
        model(path, last.substring(0, colon)),
        last.startsWith("streamGenerateContent", colon + 1),
        request.url(),
        json);
  }

  private static @Nullable String operation(String action, RequestJson body) {
    return switch (action) {
      case "generateContent", "streamGenerateContent" -> GENERATE;
      case "embedContent", "batchEmbedContents" -> EMBED;
      // Images are predicted as well: those have a prompt.
      case "predict" -> isEmbedding(body) ? EMBED : null;
      default -> null;
    };
  }

  private static boolean isEmbedding(RequestJson body) {
    List<Tree> instances = body.read().get("instances").items();
    return !instances.isEmpty() && instances.get(0).get("content").exists();
  }

  /** A gateway may put any path before the provider's. */
  private static boolean isVertex(List<String> path) {
    int size = path.size();
    return path.contains("locations")
        || (size > 1 && path.get(size - 2).equals("endpoints"))
        || (size > 3 && path.get(size - 4).equals("publishers"));
  }

  private static @Nullable String model(List<String> path, String name) {
    if (name.isEmpty()) {
      return null;
    }
    String collection = path.size() < 2 ? "" : path.get(path.size() - 2);
    boolean own = collection.equals("tunedModels") || collection.equals("endpoints");
    return own ? collection + '/' + name : name;
  }

  /** What is asked; nothing where it can't be read. */
  Tree read() {
    return body.read();
  }

  boolean isEmbedding() {
    return operation.equals(EMBED);
  }

  String host() {
    return url.host();
  }

  /** -1 if it is the scheme's own. */
  int port() {
    return url.port() == HttpUrl.defaultPort(url.scheme()) ? -1 : url.port();
  }

  /** Whether the library may answer what the model asks for, and ask again. */
  boolean canLoop() {
    return !streamed && !isEmbedding();
  }

  Question question() {
    return isEmbedding() ? new EmbedQuestion(this) : new GenerateQuestion(this);
  }

  /** The whole of an answer to this request. */
  Answer answer(Tree answer) {
    if (isEmbedding()) {
      return new EmbedAnswer(answer);
    }
    GeneratedPieces pieces = new GeneratedPieces(new TextRoom(Integer.MAX_VALUE));
    pieces.add(answer);
    return pieces.answer();
  }
}
