using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// Puts a user's rights into their cookie, so that no request asks the database for them. They are read anew whenever the security
/// stamp is checked, so within <see cref="DeskServices.StampInterval"/>.
/// </summary>
internal sealed class DeskClaimsFactory(UserManager<DeskUser> users, IOptions<IdentityOptions> options, IOptions<DeskOptions> desk, PaperDbContext db)
    : UserClaimsPrincipalFactory<DeskUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(DeskUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DeskClaims.DisplayName, user.DisplayName ?? user.UserName!));
        var memberships = await db.DeskMemberships.AsNoTracking()
            .Where(membership => membership.UserId == user.Id)
            .Select(membership => new
            {
                Code = db.Newspapers.Where(newspaper => newspaper.Id == membership.NewspaperId).Select(newspaper => newspaper.Code).FirstOrDefault(),
                membership.Rights,
            })
            .ToListAsync();
        foreach (var membership in memberships)
        {
            identity.AddClaim(new Claim(DeskClaims.Rights, $"{membership.Code ?? DeskClaims.EveryNewspaper}:{((int)membership.Rights).ToString(CultureInfo.InvariantCulture)}"));
        }

        if (desk.Value.RequireSecondFactor && !user.TwoFactorEnabled
            && SecondFactor.IsRequiredOf(memberships.Aggregate(DeskRights.None, (all, membership) => all | membership.Rights))
            && (await UserManager.GetPasskeysAsync(user)).Count == 0)
        {
            identity.AddClaim(new Claim(SecondFactor.DueClaim, "1"));
        }

        return identity;
    }
}

/// <summary>What the signed-in user may do, read from their claims.</summary>
internal static class DeskClaims
{
    public const string Rights = "desk-rights";
    public const string DisplayName = "desk-name";
    public const string EveryNewspaper = "*";

    /// <summary>The rights for a newspaper; for null, those that the user has for any newspaper at all.</summary>
    public static DeskRights RightsFor(this ClaimsPrincipal user, string? newspaper)
    {
        var rights = DeskRights.None;
        foreach (var claim in user.FindAll(Rights))
        {
            var colon = claim.Value.IndexOf(':', StringComparison.Ordinal);
            var code = claim.Value[..colon];
            if (newspaper is null || code == EveryNewspaper || code == newspaper)
            {
                rights |= (DeskRights)int.Parse(claim.Value.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            }
        }

        return rights;
    }

    /// <summary>Whether the user has all of these rights for the newspaper.</summary>
    public static bool Has(this ClaimsPrincipal user, string? newspaper, DeskRights rights) => (user.RightsFor(newspaper) & rights) == rights;

    /// <summary>The user name, as history, reviews and audit log know it.</summary>
    public static string UserName(this ClaimsPrincipal user) => user.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in.");
}
