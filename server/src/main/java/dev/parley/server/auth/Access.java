package dev.parley.server.auth;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.store.Project;
import io.netty.util.AttributeKey;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What a request may do, and whose data it sees and writes. Services ask for it by {@link #of};
 * only {@link Authentication} grants it.
 */
public final class Access {
  /** Of a server that asks for no key. */
  static final Access OPEN =
      new Access(Project.DEFAULT, EnumSet.allOf(Right.class), false, () -> true);

  private static final AttributeKey<Access> KEY =
      AttributeKey.valueOf(Access.class, "PARLEY_ACCESS");

  private final String project;
  private final Set<Right> rights;
  private final boolean login;
  private final BooleanSupplier valid;

  Access(String project, Set<Right> rights, boolean login, BooleanSupplier valid) {
    this.project = project;
    this.rights = Set.copyOf(rights);
    this.login = login;
    this.valid = valid;
  }

  /** What the request was granted; where no server asks for keys, everything of one project. */
  public static Access of(ServiceRequestContext context) {
    Access granted = context.attr(KEY);
    return granted == null ? OPEN : granted;
  }

  void grant(ServiceRequestContext context) {
    context.setAttr(KEY, this);
  }

  /** Whose data it is. */
  public String project() {
    return project;
  }

  public boolean has(Right right) {
    return rights.contains(right);
  }

  /** Whether somebody has logged in, so that he can log out. */
  public boolean isLogin() {
    return login;
  }

  /** Whether it would still be granted; for answers that go on for long. */
  public boolean isValid() {
    return valid.getAsBoolean();
  }
}
