namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// What holds for every address of the desk, before its rights: nothing happens over plain HTTP across a network, and whoever must have
/// a second factor sets it up first.
/// </summary>
internal sealed class DeskGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!context.Request.IsSecure() && !(IsReading(context) && path.Equals(DeskServices.SignInPath, StringComparison.OrdinalIgnoreCase)))
        {
            return TurnAway(context, DeskServices.SignInPath);
        }

        if (context.User.HasClaim(claim => claim.Type == SecondFactor.DueClaim)
            && !path.StartsWithSegments(DeskAddresses.Account) && !path.StartsWithSegments(DeskAddresses.SignOut) && !path.StartsWithSegments("/admin/error"))
        {
            return TurnAway(context, DeskAddresses.Account);
        }

        return next(context);
    }

    private static bool IsReading(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static Task TurnAway(HttpContext context, string address)
    {
        if (IsReading(context))
        {
            context.Response.Redirect(address);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
    }
}
