package dev.parley.server.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only requests that name a known host and, where a web page sends them, come from a page
 * of this server or of an allowed origin. Without it a foreign page could read a server on loopback
 * by pointing its own name at 127.0.0.1 (DNS rebinding) or write to it across origins. Safe for use
 * by many threads.
 */
public final class HostCheck implements DecoratingHttpServiceFunction {
  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * @param bindAddress the address that the server listens on
   * @param allowedHosts further host names, lower case, without port
   * @param allowedOrigins further origins, lower case
   */
  public HostCheck(InetAddress bindAddress, Set<String> allowedHosts, Set<String> allowedOrigins) {
    Set<String> known = new HashSet<>(allowedHosts);
    known.add("localhost");
    known.add("127.0.0.1");
    known.add("[::1]");
    String address = bindAddress.getHostAddress();
    known.add(address.indexOf(':') >= 0 ? "[" + address + "]" : address);
    this.hosts = Set.copyOf(known);
    this.origins = Set.copyOf(allowedOrigins);
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    @Nullable String authority = request.authority();
    if (authority == null
        || !(hosts.contains(host(authority)) || isAddressOf(ctx, host(authority)))) {
      return refuse(
          "Host: \""
              + authority
              + "\" is not a name of this server (expected: localhost or 127.0.0.1, or a name in"
              + " the setting allowed-hosts)");
    }
    @Nullable String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !isOwn(origin.toLowerCase(Locale.ROOT), authority)) {
      return refuse(
          "Origin: \""
              + origin
              + "\" may not call this server (expected: its own pages, or an origin in the setting"
              + " allowed-origins)");
    }
    return delegate.serve(ctx, request);
  }

  private boolean isOwn(String origin, String authority) {
    String own = authority.toLowerCase(Locale.ROOT);
    return origin.equals("http://" + own)
        || origin.equals("https://" + own)
        || origins.contains(origin);
  }

  /**
   * Whether it is the very address that the client has connected to: no foreign name can point
   * there and still read so.
   */
  private static boolean isAddressOf(ServiceRequestContext ctx, String host) {
    InetAddress address = ctx.localAddress().getAddress();
    if (address == null) {
      return false;
    }
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return host.equals(plain) || host.equals("[" + plain + "]");
  }

  private static String host(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    int bracket = lower.indexOf(']');
    int colon = lower.indexOf(':', bracket + 1);
    return colon < 0 ? lower : lower.substring(0, colon);
  }

  private static HttpResponse refuse(String reason) {
    return HttpResponse.of(HttpStatus.FORBIDDEN, MediaType.PLAIN_TEXT_UTF_8, reason + "\n");
  }
}
