namespace ZsrbPaper.Core.Auditing;

/// <summary>The acts that the audit log records.</summary>
public static class Acts
{
    public const string SignedIn = "signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string SignedOut = "signed-out";
    public const string UserAdded = "user-added";
    public const string UserChanged = "user-changed";
    public const string CredentialsChanged = "credentials-changed";
    public const string SettingsChanged = "settings-changed";
    public const string OldAddressesChanged = "old-addresses-changed";

    public const string EditionOpened = "edition-opened";
    public const string EditionChanged = "edition-changed";
    public const string EditionImported = "edition-imported";
    public const string PageAdded = "page-added";
    public const string PageChanged = "page-changed";
    public const string PageRemoved = "page-removed";
    public const string PageReplaced = "page-replaced";
    public const string ArticleAdded = "article-added";
    public const string ArticleChanged = "article-changed";
    public const string ArticleRemoved = "article-removed";
    public const string ArticleRestored = "article-restored";

    public const string Reviewed = "reviewed";
    public const string ReviewsVoided = "reviews-voided";
    public const string Proofed = "proofed";
    public const string SignedOff = "signed-off";
    public const string SignOffRevoked = "sign-off-revoked";
    public const string ReleaseHeld = "release-held";
    public const string Reapproved = "re-approved";
    public const string CorrectionProposed = "correction-proposed";
    public const string Corrected = "corrected";
    public const string Withdrawn = "withdrawn";
    public const string ChangeRejected = "change-rejected";
    public const string WithdrawalReviewed = "withdrawal-reviewed";
}
