using System.Threading.RateLimiting;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>How often one address may try to sign in: twenty times in a minute. Looking at the page is not limited.</summary>
internal static class SignInLimit
{
    public const string Policy = "sign-in";
    public const int Attempts = 20;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddSignInLimit(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = ClientLimits.TellWhenAsync;
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.Get(
                ClientLimits.Network(context.Connection.RemoteIpAddress), _ => new WindowLimiter(Attempts, Window, context.RequestServices.GetRequiredService<TimeProvider>()))
            : RateLimitPartition.GetNoLimiter(""));
    });
}
