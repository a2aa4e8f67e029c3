using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// The desk's users. Failures to sign in are counted where they are recorded, in the audit log: those of the last quarter of an hour,
/// since the last success. A counter of its own would forget when they happened, and lose those that happen at the same moment.
/// </summary>
public sealed class DeskUserManager(
    IUserStore<DeskUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<DeskUser> hasher,
    IEnumerable<IUserValidator<DeskUser>> userValidators,
    IEnumerable<IPasswordValidator<DeskUser>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<DeskUserManager> log,
    PaperDbContext db,
    TimeProvider clock) : UserManager<DeskUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, log)
{
    /// <summary>Failures further back than this are forgotten.</summary>
    public static readonly TimeSpan FailureWindow = TimeSpan.FromMinutes(15);

    private static string? _dummyHash;

    /// <summary>The user's name in the audit log.</summary>
    public static string Subject(DeskUser user) => $"user/{user.UserName}";

    public override Task<bool> IsLockedOutAsync(DeskUser user) => Task.FromResult(user.LockoutEnd is { } end && end > clock.GetUtcNow());

    /// <summary>Records a failure, and locks the account at the fifth.</summary>
    public override Task<IdentityResult> AccessFailedAsync(DeskUser user) => RecordFailureAsync(user, null);

    /// <summary>Nothing to reset: the success, once recorded, ends the count.</summary>
    public override Task<IdentityResult> ResetAccessFailedCountAsync(DeskUser user) => Task.FromResult(IdentityResult.Success);

    /// <inheritdoc cref="AccessFailedAsync"/>
    /// <param name="user">Whose account was tried.</param>
    /// <param name="detail">From where and how.</param>
    public async Task<IdentityResult> RecordFailureAsync(DeskUser user, string? detail)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var subject = Subject(user);
        db.Audit(now, "system", Acts.SignInFailed, subject, detail);
        await db.SaveChangesAsync(CancellationToken);
        if (await IsLockedOutAsync(user))
        {
            return IdentityResult.Success;
        }

        var since = now - FailureWindow;
        if (user.LockoutEnd is { } end && end.UtcDateTime > since)
        {
            since = end.UtcDateTime;
        }

        var limit = Options.Lockout.MaxFailedAccessAttempts;
        var latest = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.Subject == subject && entry.At >= since
                && (entry.Act == Acts.SignInFailed || entry.Act == Acts.SignedIn || entry.Act == Acts.CredentialsChanged))
            .OrderByDescending(entry => entry.Number)
            .Select(entry => entry.Act)
            .Take(limit)
            .ToListAsync(CancellationToken);
        if (latest.Count == limit && latest.TrueForAll(act => act == Acts.SignInFailed))
        {
            await SetLockAsync(user, clock.GetUtcNow() + Options.Lockout.DefaultLockoutTimeSpan);
        }

        return IdentityResult.Success;
    }

    /// <summary>Adds somebody, with a password or without, and says so in the audit log.</summary>
    /// <param name="user">With name and rights.</param>
    /// <param name="password">Null: they will set it by a one-time link.</param>
    /// <param name="actor">Who adds them.</param>
    /// <param name="detail">What rights they get.</param>
    public async Task<IdentityResult> AddAsync(DeskUser user, string? password, string actor, string? detail)
    {
        user.CreatedAt = clock.GetUtcNow().UtcDateTime;
        db.Audit(user.CreatedAt, actor, Acts.UserAdded, Subject(user), detail);
        try
        {
            var result = password is null ? await CreateAsync(user) : await CreateAsync(user, password);
            if (!result.Succeeded)
            {
                db.ForgetAudit();
            }

            return result;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            // Somebody else took the name between the look and the save.
            db.ForgetAudit();
            return IdentityResult.Failed(ErrorDescriber.DuplicateUserName(user.UserName!));
        }
    }

    /// <summary>Sets the password of whoever opened a one-time link, and thereby uses the link up. A lock ends.</summary>
    public async Task<IdentityResult> SetPasswordAsync(DeskUser user, string token, string password)
    {
        db.Audit(clock.GetUtcNow().UtcDateTime, user.UserName!, Acts.CredentialsChanged, Subject(user), "password set by a one-time link");
        var result = await ResetPasswordAsync(user, token, password);
        if (!result.Succeeded)
        {
            db.ForgetAudit();
        }
        else if (user.LockoutEnd is not null)
        {
            await UnlockAsync(user);
        }

        return result;
    }

    /// <summary>Does something to an account and says so in the audit log; both are stored, or neither.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="user">To whom.</param>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    /// <param name="detail">What, in words.</param>
    /// <param name="change">A change of this manager's; the entry is stored with its first save.</param>
    public async Task<IdentityResult> DoAsync(string actor, DeskUser user, string act, string detail, Func<Task<IdentityResult>> change)
    {
        db.Audit(clock.GetUtcNow().UtcDateTime, actor, act, Subject(user), detail);
        var result = await change();
        if (!result.Succeeded)
        {
            db.ForgetAudit();
        }

        return result;
    }

    /// <summary>Removes a passkey. The security stamp changes with it, which ends every visit that it may have begun.</summary>
    public override Task<IdentityResult> RemovePasskeyAsync(DeskUser user, byte[] credentialId)
    {
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        return base.RemovePasskeyAsync(user, credentialId);
    }

    /// <summary>Within the caller's transaction: whoever else is about to take rights away waits until it has ended.</summary>
    public Task LockAdministratorsAsync() => db.LockAuditAsync(CancellationToken);

    /// <summary>Whether nobody else could administer if this user could not.</summary>
    public async Task<bool> IsLastAdministratorAsync(DeskUser user) =>
        await AdministratorsAsync(other => other.Id == user.Id) && !await AdministratorsAsync(other => other.Id != user.Id);

    private Task<bool> AdministratorsAsync(Expression<Func<DeskUser, bool>> whom) => db.Users.Where(whom)
        .AnyAsync(other => !other.IsDisabled && other.Memberships.Any(membership => membership.NewspaperId == null && (membership.Rights & DeskRights.Administer) != 0), CancellationToken);

    /// <summary>Ends a lock; done when the user is given new credentials.</summary>
    public Task UnlockAsync(DeskUser user) => SetLockAsync(user, null);

    /// <summary>Takes the time that checking a password takes, for accounts that have none to check.</summary>
    public void PretendToCheckPassword(string password)
    {
        _dummyHash ??= PasswordHasher.HashPassword(new DeskUser(), Guid.NewGuid().ToString());
        PasswordHasher.VerifyHashedPassword(new DeskUser(), _dummyHash, password);
    }

    /// <summary>Whether somebody exists who can get in.</summary>
    public Task<bool> HasUsersAsync() => db.Users.AnyAsync(CancellationToken);

    private async Task SetLockAsync(DeskUser user, DateTimeOffset? end)
    {
        // Past the concurrency stamp: whatever else happens to the account at this moment, the lock is set.
        await db.Users.Where(other => other.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(other => other.LockoutEnd, end), CancellationToken);
        user.LockoutEnd = end;
        var lockoutEnd = db.Entry(user).Property(other => other.LockoutEnd);
        lockoutEnd.OriginalValue = end;
        lockoutEnd.IsModified = false;
    }
}
