namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>Where signing in leads: only to addresses of the desk, whatever the parameter says.</summary>
internal static class ReturnAddress
{
    public static string Of(string? wanted) =>
        wanted is not null
        && wanted.StartsWith(DeskAddresses.Home, StringComparison.Ordinal)
        && (wanted.Length == DeskAddresses.Home.Length || wanted[DeskAddresses.Home.Length] is '/' or '?')
        && !wanted.AsSpan().ContainsAny('\\', '\r', '\n')
        && !wanted.StartsWith("/admin//", StringComparison.Ordinal)
            ? wanted
            : DeskAddresses.Home;
}
