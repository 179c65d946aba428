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
        Get-ServerRebuild nothing* -Path $repo.Path | Should -BeNullOrEmpty
        (Invoke-Apart { Get-ServerRebuild nothing -Path $repo.Path -ErrorAction Continue }).Ids | Should -Be RebuildNotFound
        (Invoke-Apart { Get-ServerRebuild nothing -Scheduled -UnitFolder TestDrive:/units -ErrorAction Continue }).Ids | Should -Be RebuildNotFound
    }

    It 'marks what this host did not write, and writes one error for what is no entry' {
        (Get-ServerRebuild $name -Path $repo.Path).Own | Should -BeTrue
        $id = Invoke-Git -C $repo.Path rev-parse "refs/containerstate/rollouts/$name"
        $null = Invoke-Git -C $repo.Path update-ref "refs/containerstate/rollouts/$prefix-bad" HEAD
        $seen = Invoke-Apart { Get-ServerRebuild -Path $repo.Path -ErrorAction Continue }
        $seen.Ids | Should -Be UnsafeTree
        $seen.Output.Name | Should -Be $name
        $null = Invoke-Git -C $repo.Path update-ref -d "refs/containerstate/rollouts/$prefix-bad"
        Invoke-Git -C $repo.Path rev-parse "refs/containerstate/rollouts/$name" | Should -Be $id
    }

    It 'completes names' {
        $line = "Get-ServerRebuild -Path '$($repo.Path)' -Name "
        ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be $name
    }
}
