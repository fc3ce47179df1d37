/** An address that is broken behind its @ before it is broken anywhere else, and never makes a page too wide. */
export function EmailText({ email }: { email: string }) {
  const at = email.lastIndexOf("@") + 1;
  return (
    <span style={{ overflowWrap: "anywhere" }}>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </span>
  );
}
