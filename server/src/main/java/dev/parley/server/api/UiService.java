package dev.parley.server.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the UI from the class path. A path that is no file is a page of the UI, which reads it
 * itself; hashed assets may be kept for ever.
 */
final class UiService implements HttpService {
  private static final Map<String, MediaType> TYPES =
      Map.of(
          "html", MediaType.HTML_UTF_8,
          "js", MediaType.JAVASCRIPT_UTF_8,
          "css", MediaType.CSS_UTF_8,
          "svg", MediaType.SVG_UTF_8,
          "json", MediaType.JSON_UTF_8,
          "png", MediaType.PNG,
          "ico", MediaType.parse("image/x-icon"),
          "woff2", MediaType.parse("font/woff2"),
          "txt", MediaType.PLAIN_TEXT_UTF_8);
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action"
          + " 'self'; frame-ancestors 'none'";
  private static final String NOT_BUILT =
      "This server was built without its UI. The API is under /api/v1/parley.\n";

  private final ClassLoader loader;
  private final String root;

  /** Only files that exist are kept, so this is as large as the UI at most. */
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  UiService(ClassLoader loader, String root) {
    this.loader = loader;
    this.root = root;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.GET && context.method() != HttpMethod.HEAD) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED)
              .set(HttpHeaderNames.ALLOW, "GET, HEAD")
              .build());
    }
    String path = context.path();
    byte[] file = path.endsWith("/") ? null : file(path);
    if (file != null) {
      return file(request.headers(), path, file);
    }
    if (path.startsWith("/assets/") || !(path.equals("/") || acceptsHtml(request.headers()))) {
      return plain(HttpStatus.NOT_FOUND, "Nothing is at this path.\n");
    }
    byte[] index = file("/index.html");
    return index == null
        ? plain(HttpStatus.OK, NOT_BUILT)
        : file(request.headers(), "/index.html", index);
  }

  private HttpResponse file(RequestHeaders request, String path, byte[] plain) {
    ResponseHeadersBuilder headers =
        headers(HttpStatus.OK)
            .contentType(type(path))
            .set(
                HttpHeaderNames.CACHE_CONTROL,
                path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    byte[] compressed = file(path + ".gz");
    if (compressed == null) {
      return HttpResponse.of(headers.build(), HttpData.wrap(plain));
    }
    headers.set(HttpHeaderNames.VARY, "accept-encoding");
    if (!request.get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip")) {
      return HttpResponse.of(headers.build(), HttpData.wrap(plain));
    }
    headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    return HttpResponse.of(headers.build(), HttpData.wrap(compressed));
  }

  private static HttpResponse plain(HttpStatus status, String text) {
    return HttpResponse.of(
        headers(status)
            .contentType(MediaType.PLAIN_TEXT_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ResponseHeadersBuilder headers(HttpStatus status) {
    return ResponseHeaders.builder(status)
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .set(HttpHeaderNames.REFERRER_POLICY, "same-origin");
  }

  private static boolean acceptsHtml(RequestHeaders headers) {
    String accept = headers.get(HttpHeaderNames.ACCEPT, "");
    return accept.contains("text/html");
  }

  private static MediaType type(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(ending, MediaType.OCTET_STREAM);
  }

  private byte @Nullable [] file(String path) {
    byte[] known = files.get(path);
    if (known != null || path.contains("..") || path.contains("//") || path.contains("\\")) {
      return known;
    }
    if (path.lastIndexOf('.') <= path.lastIndexOf('/')) {
      return null; // A folder can be opened like a file; every file of the UI has an ending.
    }
    byte[] read = ClassPathFile.read(loader, root + path);
    if (read != null) {
      files.put(path, read);
    }
    return read;
  }
}
