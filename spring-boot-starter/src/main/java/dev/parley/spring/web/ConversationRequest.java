package dev.parley.spring.web;

import org.jspecify.annotations.Nullable;

/** What a request says of whose it is, with servlets and without. */
public interface ConversationRequest {
  /** The first value of a header; null where there is none. */
  @Nullable String header(String name);

  /** The value of a cookie; null where there is none. */
  @Nullable String cookie(String name);

  /** The text of an attribute of the session; null where there is no such session or attribute. */
  @Nullable String sessionAttribute(String name);

  /** The name of who is logged in; null where nobody is. */
  @Nullable String principal();

  /** The path within the server, undecoded. */
  String path();
}
