package dev.parley.instrumentation.gemini;

import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Tree;
import java.io.IOException;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** What the provider's errors become in the library: the exceptions that the application sees. */
final class ProviderErrors {

  /** An error's text is read up to here. Bytes. */
  private static final long LONGEST = 1 << 16;

  private ProviderErrors() {}

  /** Of an answer that is none; its body can still be read. */
  static ApiException of(Response response) {
    try {
      ApiException.throwFromResponse(response.newBuilder().body(copy(response)).build());
    } catch (ApiException seen) {
      return seen;
    }
    return exception(response.code(), response.message(), "");
  }

  /** The library as well takes what it can't read for nothing. */
  private static ResponseBody copy(Response response) {
    try {
      return response.peekBody(LONGEST);
    } catch (IOException unreadable) {
      return ResponseBody.create("", null);
    }
  }

  /**
   * Of an error that comes among the pieces of a stream; null if the piece is none.
   *
   * @param piece as {@code {"error": {"code": …, "status": …, "message": …}}}
   */
  static @Nullable ApiException in(Tree piece) {
    Tree error = piece.get("error");
    if (!error.exists()) {
      return null;
    }
    Long code = error.get("code").integer();
    return exception(
        code == null ? 500 : code.intValue(),
        error.get("status").text("UNKNOWN"),
        error.get("message").text(""));
  }

  private static ApiException exception(int code, String status, String message) {
    return switch (code / 100) {
      case 4 -> new ClientException(code, status, message);
      case 5 -> new ServerException(code, status, message);
      default -> new ApiException(code, status, message);
    };
  }

  /** Writes the provider's word for an error, such as {@code RESOURCE_EXHAUSTED}. */
  static void describe(ApiException error, ObservedCall call) {
    String status = error.status();
    if (status != null && !status.isEmpty()) {
      call.call().span().setAttribute("gcp.gen_ai.error.status", status);
    }
  }
}
