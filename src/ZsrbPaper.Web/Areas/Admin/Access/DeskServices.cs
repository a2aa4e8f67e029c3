using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>The desk's part of the portal: who gets in, and what its pages are made of.</summary>
internal static class DeskServices
{
    /// <summary>Every page of the desk asks at least for this: signed in, with a right for the newspaper of the address.</summary>
    public const string Policy = "Desk";

    public const string SignInPath = "/admin/sign-in";

    /// <summary>How long a disabled user, or one whose rights changed, may still work with an old cookie.</summary>
    public static readonly TimeSpan StampInterval = TimeSpan.FromSeconds(30);

    public static void AddDesk(this IServiceCollection services)
    {
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddDataProtection().SetApplicationName("ZsrbPaper").PersistKeysToDbContext<PaperDbContext>();
        services.AddIdentityCore<DeskUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.AllowedUserNameCharacters = "";

                // Length is what counts (NIST SP 800-63B, 3.1.1.2); composition rules make people write passwords down.
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddEntityFrameworkStores<PaperDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<DeskClaimsFactory>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(options =>
        {
            options.Cookie.Name = "zsrb-desk";

            // Readers' pages never get it.
            options.Cookie.Path = "/admin";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(14);
            options.SlidingExpiration = true;
            options.LoginPath = SignInPath;
            options.LogoutPath = "/admin/sign-out";
            options.AccessDeniedPath = "/admin/forbidden";
            options.ReturnUrlParameter = "return";
            options.Events.OnRedirectToLogin = LeadWithinSite;
            options.Events.OnRedirectToAccessDenied = LeadWithinSite;
        }));
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = StampInterval);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "zsrb-form";
            options.Cookie.Path = "/admin";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "RequestVerificationToken";
        });
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().AddRequirements(new RightRequirement(DeskRights.None)));
        services.Configure<RazorPagesOptions>(options => options.Conventions.AuthorizeAreaFolder("Admin", "/", Policy));
        services.AddScoped<DeskChanges>();
        services.AddScoped<ArticleDesk>();
        services.AddScoped<EditingPresences>();
        services.AddScoped<EditionStatusReader>();
        services.AddScoped<ReviewDesk>();
        services.AddScoped<SignOffDesk>();
    }

    /// <summary>The handler makes absolute addresses of the Host header, which anyone can send.</summary>
    private static Task LeadWithinSite(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        return Task.CompletedTask;
    }
}
