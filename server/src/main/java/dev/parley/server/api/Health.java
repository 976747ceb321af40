package dev.parley.server.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /health}: 200 while the store commits, 503 with the reason while it can't. */
public final class Health extends AbstractHttpService {
  private final Supplier<@Nullable String> fault;

  /**
   * @param fault why the store can't commit, or null while it can
   */
  public Health(Supplier<@Nullable String> fault) {
    this.fault = fault;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest request) {
    @Nullable String reason = fault.get();
    return reason == null
        ? HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, "{\"status\":\"ok\"}")
        : HttpResponse.ofJson(
            HttpStatus.SERVICE_UNAVAILABLE, new Unavailable("unavailable", reason));
  }

  private record Unavailable(String status, String reason) {}
}
