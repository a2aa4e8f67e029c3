namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Says of a page or an endpoint that what it shows is one edition, and of others only which are the nearest before and after: so it need not be made
/// anew when an edition farther away changes. Without, a newspaper's answer is made anew after every change of the newspaper.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class ShowsOneEditionAttribute : Attribute;
