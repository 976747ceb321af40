/**
 * Who may do what with whose data: keys, logins, and the check that every request passes. Start at
 * {@link dev.parley.server.auth.Authentication}.
 */
@NullMarked
package dev.parley.server.auth;

import org.jspecify.annotations.NullMarked;
