Describe 'Get-ServerRebuild' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/history
        $name = "$prefix-hi"
        $report = $repo | Invoke-ServerRebuild -Name $name
        Stop-Server "$name-*" -Force
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        Remove-Item "/run/containerstate/rebuilds/$name.lock" -ErrorAction Ignore
    }

    It 'tells the history when no server is left' {
        $entry = $repo | Get-ServerRebuild
        $entry.Name, $entry.Outcome, $entry.Commit, $entry.Image | Should -Be $name, $report.Outcome, $repo.Head, $report.Image
        $entry.Steps.Name | Should -Be $report.Steps.Name
        $entry.Path | Should -Be $repo.Path
    }

    It 'takes names, wildcards and a number' {
        (Get-ServerRebuild "$prefix-h?" -Path $repo.Path -Last 1).Commit | Should -Be $repo.Head
        Get-ServerRebuild nothing -Path $repo.Path | Should -BeNullOrEmpty
    }

    It 'completes names' {
        $line = "Get-ServerRebuild -Path '$($repo.Path)' -Name "
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be $name
    }
}
