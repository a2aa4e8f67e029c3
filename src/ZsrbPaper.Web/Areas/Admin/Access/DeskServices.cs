using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>The desk's part of the portal: who gets in, and what its pages are made of.</summary>
internal static class DeskServices
{
    /// <summary>Every page of the desk asks at least for this: signed in, with a right for the newspaper of the address.</summary>
    public const string Policy = "Desk";

    public const string SignInPath = DeskAddresses.SignIn;

    /// <summary>How long a disabled user, or one whose rights changed, may still work with an old cookie.</summary>
    public static readonly TimeSpan StampInterval = TimeSpan.FromSeconds(30);

    /// <summary>The desk's users, for its pages and for the commands.</summary>
    public static void AddDeskUsers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeskOptions>().Bind(configuration.GetSection("Desk"));
        services.AddDataProtection().SetApplicationName("ZsrbPaper").PersistKeysToDbContext<PaperDbContext>();
        services.AddIdentityCore<DeskUser>(options =>
            {
                options.Stores.SchemaVersion = PaperDbContext.IdentityTables;
                options.User.AllowedUserNameCharacters = "";

                // Length is what counts (NIST SP 800-63B, 3.1.1.2); composition rules make people write passwords down.
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.Tokens.PasswordResetTokenProvider = SetupLinks.Provider;
                options.Tokens.AuthenticatorTokenProvider = AuthenticatorCodes.Provider;
            })
            .AddEntityFrameworkStores<PaperDbContext>()
            .AddUserManager<DeskUserManager>()
            .AddUserValidator<UserNameRules>()
            .AddPasswordValidator<PasswordRules>()
            .AddErrorDescriber<DeskIdentityErrors>()
            .AddTokenProvider<SetupLinks>(SetupLinks.Provider)
            .AddTokenProvider<AuthenticatorCodes>(AuthenticatorCodes.Provider);
        services.AddScoped<SetupLinks>();
    }

    public static void AddDesk(this IServiceCollection services)
    {
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddHttpContextAccessor();
        new IdentityBuilder(typeof(DeskUser), services)
            .AddSignInManager<DeskSignInManager>()
            .AddClaimsPrincipalFactory<DeskClaimsFactory>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(options =>
            {
                // Readers' pages never get it.
                options.Cookie = new DeskCookieBuilder("zsrb-desk");
                options.ExpireTimeSpan = TimeSpan.FromHours(14);
                options.SlidingExpiration = true;
                options.LoginPath = SignInPath;
                options.LogoutPath = DeskAddresses.SignOut;
                options.ReturnUrlParameter = "return";

                options.Events.OnRedirectToLogin = LeadWithinSite;

                // The address that was refused says so itself, see Pages/Account/Error.
                options.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
            });
            cookies.TwoFactorUserIdCookie!.Configure(options => options.Cookie = new DeskCookieBuilder("zsrb-second"));
            cookies.TwoFactorRememberMeCookie!.Configure(options => options.Cookie = new DeskCookieBuilder("zsrb-machine"));
            cookies.ExternalCookie!.Configure(options => options.Cookie = new DeskCookieBuilder("zsrb-external"));
        });
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = StampInterval);
        services.AddAntiforgery(options =>
        {
            options.Cookie = new DeskCookieBuilder("zsrb-form") { SameSite = SameSiteMode.Strict };
            options.HeaderName = "RequestVerificationToken";
        });
        services.Configure<CookieTempDataProviderOptions>(options => options.Cookie = new DeskCookieBuilder("zsrb-note"));
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<SiteOptions>>((options, site) =>
        {
            // Unset, the host of the request: a machine of one's own, where any host that is not the true one is refused anyway.
            options.ServerDomain = site.Value.ConfiguredBaseUrl is null ? null : site.Value.BaseUrl.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
        services.AddSignInLimit();
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().AddRequirements(new RightRequirement(DeskRights.None)));
        services.Configure<RazorPagesOptions>(options =>
        {
            options.Conventions.AuthorizeAreaFolder("Admin", "/", Policy);
            options.Conventions.AddAreaPageRoute("Admin", "/Account/Error", "/admin/forbidden");
        });
        services.AddScoped<DeskChanges>();
        services.AddScoped<EditionOpening>();
        services.AddScoped<EditionDesk>();
        services.AddScoped<ArticleDesk>();
        services.AddScoped<PageDesk>();
        services.AddScoped<AreaDrafts>();
        services.AddScoped<EditingPresences>();
        services.AddScoped<ArticleHistory>();
        services.AddScoped<Pages.Articles.PhotoIntake>();
        services.AddScoped<EditionStatusReader>();
        services.AddScoped<ReviewDesk>();
        services.AddScoped<SignOffDesk>();
        services.AddScoped<ReleasedChanges>();
    }

    /// <summary>The handler makes absolute addresses of the Host header, which anyone can send.</summary>
    private static Task LeadWithinSite(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
        return Task.CompletedTask;
    }

    /// <summary>What a request for the desk passes through, after routing.</summary>
    public static void UseDesk(this IApplicationBuilder desk)
    {
        desk.UseRateLimiter();
        desk.UseAuthentication();
        desk.UseMiddleware<DeskGate>();
        desk.UseAuthorization();
    }
}
